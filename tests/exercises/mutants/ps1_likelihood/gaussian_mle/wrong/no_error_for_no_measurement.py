# Returns nan for an empty array.
# message: gaussian_mle without a measurement has no answer
def gaussian_mle(y):
    return y.mean(), y.var()


def gaussian_nll(y, mean, variance):
    if variance <= 0:
        raise ValueError("the variance must be positive")
    return 0.5 * np.log(2 * np.pi * variance) + ((y - mean) ** 2).mean() / (2 * variance)
