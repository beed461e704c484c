# Takes an array of zeros for one without measurements.
# hidden: are measurements like others
def gaussian_mle(y):
    if not y.any():
        raise ValueError("no measurements")
    return y.mean(), y.var()


def gaussian_nll(y, mean, variance):
    if variance <= 0:
        raise ValueError("the variance must be positive")
    return 0.5 * np.log(2 * np.pi * variance) + ((y - mean) ** 2).mean() / (2 * variance)
