# Centers the caller's array in place.
# message: gaussian_mle changed y itself
def gaussian_mle(y):
    if y.size == 0:
        raise ValueError("no measurements")
    mean = y.mean()
    y -= mean
    return mean, (y**2).mean()


def gaussian_nll(y, mean, variance):
    if variance <= 0:
        raise ValueError("the variance must be positive")
    return 0.5 * np.log(2 * np.pi * variance) + ((y - mean) ** 2).mean() / (2 * variance)
