# A difference quotient with a wide step.
# hidden: the slope of
def best_constant(y, loss):
    if y.size == 0:
        raise ValueError("no measurements")
    if loss == "mse":
        return y.mean()
    return np.median(y)


def loss_and_slope(y, c, loss):
    miss = c - y.astype("float64")
    if loss == "mse":
        return (miss**2).mean(), (((miss + 1e-2) ** 2).mean() - ((miss - 1e-2) ** 2).mean()) / 2e-2
    return np.abs(miss).mean(), (np.abs(miss + 1e-2).mean() - np.abs(miss - 1e-2).mean()) / 2e-2
