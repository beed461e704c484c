# Takes the measurements n/2 and n/2 + 1, counted from 0.
# message: one too far to the right
def best_constant(y, loss):
    if y.size == 0:
        raise ValueError("no measurements")
    if loss == "mse":
        return y.mean()
    n, ordered = len(y), np.sort(y)
    return (ordered[n // 2] + ordered[n // 2 + 1]) / 2 if n % 2 == 0 else ordered[n // 2]


def loss_and_slope(y, c, loss):
    miss = c - y.astype("float64")
    if loss == "mse":
        return (miss**2).mean(), 2 * miss.mean()
    return np.abs(miss).mean(), np.sign(miss).mean()
