# Has 2πσ where 2πσ² belongs.
# message: the logarithm holds the standard deviation
def gaussian_mle(y):
    if y.size == 0:
        raise ValueError("no measurements")
    return y.mean(), y.var()


def gaussian_nll(y, mean, variance):
    if variance <= 0:
        raise ValueError("the variance must be positive")
    return 0.5 * np.log(2 * np.pi * np.sqrt(variance)) + ((y - mean) ** 2).mean() / (2 * variance)
