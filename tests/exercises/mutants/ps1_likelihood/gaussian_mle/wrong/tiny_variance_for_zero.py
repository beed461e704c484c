# Takes a tiny variance of the measurements for zero.
# hidden: scatter 1e-15: the variance is
def gaussian_mle(y):
    if y.size == 0:
        raise ValueError("no measurements")
    variance = y.var()
    return y.mean(), 0.0 if variance < 1e-12 else variance


def gaussian_nll(y, mean, variance):
    if variance <= 0:
        raise ValueError("the variance must be positive")
    return 0.5 * np.log(2 * np.pi * variance) + ((y - mean) ** 2).mean() / (2 * variance)
