# Takes the mean of the residuals before the square.
# message: averaged before they were squared
def gaussian_mle(y):
    if len(y) == 0:
        raise ValueError("no measurement")
    return y.mean(), y.var()


def gaussian_nll(y, mean, variance):
    if variance <= 0:
        raise ValueError("the variance must be positive")
    return 0.5 * np.log(2 * np.pi * variance) + (y - mean).mean() ** 2 / (2 * variance)
