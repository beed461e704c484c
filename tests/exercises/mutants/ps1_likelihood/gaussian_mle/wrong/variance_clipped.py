# Clips the variance at 1e-12, against a division by zero that cannot happen.
# hidden: the loss is
def gaussian_mle(y):
    if y.size == 0:
        raise ValueError("no measurements")
    return y.mean(), y.var()


def gaussian_nll(y, mean, variance):
    if variance <= 0:
        raise ValueError("the variance must be positive")
    variance = max(variance, 1e-12)
    return 0.5 * np.log(2 * np.pi * variance) + ((y - mean) ** 2).mean() / (2 * variance)
