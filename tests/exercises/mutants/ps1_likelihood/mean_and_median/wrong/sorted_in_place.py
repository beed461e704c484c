# Sorts the caller's array.
# message: best_constant changed y itself
def best_constant(y, loss):
    if y.size == 0:
        raise ValueError("no measurements")
    if loss == "mse":
        return y.mean()
    y.sort()
    return (y[(len(y) - 1) // 2] + y[len(y) // 2]) / 2


def loss_and_slope(y, c, loss):
    miss = c - y.astype("float64")
    if loss == "mse":
        return (miss**2).mean(), 2 * miss.mean()
    return np.abs(miss).mean(), np.sign(miss).mean()
