# Waits for two floating-point numbers to become equal.
# message: interrupted
def gaussian_mle(y):
    if y.size == 0:
        raise ValueError("no measurements")
    mean, step = 0.0, 1.0
    while mean != y.mean() + 0.1:
        mean += 0.1 * (y.mean() - mean)
    return mean, y.var()


def gaussian_nll(y, mean, variance):
    if variance <= 0:
        raise ValueError("the variance must be positive")
    return 0.5 * np.log(2 * np.pi * variance) + ((y - mean) ** 2).mean() / (2 * variance)
