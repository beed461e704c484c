# The mean of the squares minus the square of the mean: cancels on a large offset.
# message: Were two numbers near 10¹⁶ subtracted
def gaussian_mle(y):
    if y.size == 0:
        raise ValueError("no measurements")
    return y.mean(), (y**2).mean() - y.mean() ** 2


def gaussian_nll(y, mean, variance):
    if variance <= 0:
        raise ValueError("the variance must be positive")
    return 0.5 * np.log(2 * np.pi * variance) + ((y - mean) ** 2).mean() / (2 * variance)
