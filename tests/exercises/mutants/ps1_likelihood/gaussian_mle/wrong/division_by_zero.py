# Divides by the number of measurements before it looks whether there are any.
# message: must raise ValueError; yours raised ZeroDivisionError
def gaussian_mle(y):
    mean = sum(y) / len(y)
    return mean, sum((y - mean) ** 2) / len(y)


def gaussian_nll(y, mean, variance):
    if variance <= 0:
        raise ValueError("the variance must be positive")
    return 0.5 * np.log(2 * np.pi * variance) + ((y - mean) ** 2).mean() / (2 * variance)
