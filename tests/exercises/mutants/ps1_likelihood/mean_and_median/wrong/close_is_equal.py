# Counts every measurement close to c as equal to it.
# hidden: the slope of 'mae'
def best_constant(y, loss):
    y = y.astype("float64")
    if len(y) == 0:
        raise ValueError("no measurement")
    return y.mean() if loss == "mse" else np.median(y)


def loss_and_slope(y, c, loss):
    y = y.astype("float64")
    if loss == "mse":
        return ((c - y) ** 2).mean(), 2 * (c - y).mean()
    return np.abs(c - y).mean(), np.where(np.isclose(y, c), 0, np.sign(c - y)).mean()
