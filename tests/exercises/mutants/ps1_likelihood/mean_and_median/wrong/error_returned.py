# Returns the error.
# message: raise it instead of returning it
def best_constant(y, loss):
    if y.size == 0:
        return ValueError("no measurements")
    if loss == "mse":
        return y.mean()
    return np.median(y)


def loss_and_slope(y, c, loss):
    miss = c - y.astype("float64")
    if loss == "mse":
        return (miss**2).mean(), 2 * miss.mean()
    return np.abs(miss).mean(), np.sign(miss).mean()
