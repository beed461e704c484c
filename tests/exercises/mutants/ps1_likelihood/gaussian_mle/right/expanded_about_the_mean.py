# The loss as (variance of y + squared distance of the means), with a dot product.
def gaussian_mle(y):
    if len(y) < 1:
        raise ValueError("no measurements")
    mean = np.average(y)
    residual = y - mean
    return mean, np.dot(residual, residual) / len(y)


def gaussian_nll(y, mean, variance):
    if variance <= 0:
        raise ValueError("the variance must be positive")
    own_mean, own_variance = gaussian_mle(y)
    return (np.log(2 * np.pi) + np.log(variance) + (own_variance + (own_mean - mean) ** 2) / variance) / 2
