# Divides the sum of the middle two by // 2.
# message: the midpoint was rounded down
def best_constant(y, loss):
    if y.size == 0:
        raise ValueError("no measurements")
    if loss == "mse":
        return y.mean()
    n, ordered = len(y), np.sort(y.astype("int64"))
    return (ordered[(n - 1) // 2] + ordered[n // 2]) // 2


def loss_and_slope(y, c, loss):
    miss = c - y.astype("float64")
    if loss == "mse":
        return (miss**2).mean(), 2 * miss.mean()
    return np.abs(miss).mean(), np.sign(miss).mean()
