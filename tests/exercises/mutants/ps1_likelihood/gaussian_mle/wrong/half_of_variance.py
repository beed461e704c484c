# Writes 1 / 2 * variance for 1 / (2 * variance).
# message: Python divides first
def gaussian_mle(y):
    if y.size == 0:
        raise ValueError("no measurements")
    return y.mean(), y.var()


def gaussian_nll(y, mean, variance):
    if variance <= 0:
        raise ValueError("the variance must be positive")
    return 0.5 * np.log(2 * np.pi * variance) + 1 / 2 * variance * ((y - mean) ** 2).mean()
