# Flips the sign of the squares alone.
# message: the term with the squares has the wrong sign
def gaussian_mle(y):
    if y.size == 0:
        raise ValueError("no measurements")
    return y.mean(), y.var()


def gaussian_nll(y, mean, variance):
    if variance <= 0:
        raise ValueError("the variance must be positive")
    return 0.5 * np.log(2 * np.pi * variance) - ((y - mean) ** 2).mean() / (2 * variance)
