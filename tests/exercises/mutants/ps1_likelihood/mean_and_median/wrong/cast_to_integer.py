# Makes integers of every measurement, against the wrap of 8 bits.
# hidden: the best constant for
def best_constant(y, loss):
    y = y.astype("int64")
    if len(y) == 0:
        raise ValueError("no measurement")
    return y.mean() if loss == "mse" else np.median(y)


def loss_and_slope(y, c, loss):
    y = y.astype("int64")
    if loss == "mse":
        return ((c - y) ** 2).mean(), 2 * (c - y).mean()
    return np.abs(c - y).mean(), np.sign(c - y).mean()
