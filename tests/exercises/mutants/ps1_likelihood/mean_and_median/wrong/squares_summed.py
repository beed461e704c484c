# The squares are added up.
# message: the squares were added up
def best_constant(y, loss):
    if y.size == 0:
        raise ValueError("no measurements")
    if loss == "mse":
        return y.mean()
    return np.median(y)


def loss_and_slope(y, c, loss):
    miss = c - y.astype("float64")
    if loss == "mse":
        return (miss**2).sum(), 2 * miss.sum()
    return np.abs(miss).mean(), np.sign(miss).mean()
