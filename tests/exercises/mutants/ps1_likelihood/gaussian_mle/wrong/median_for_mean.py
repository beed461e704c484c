# Takes the median, which belongs to Laplace noise.
# message: the pair is (3, 4.667)
def gaussian_mle(y):
    if y.size == 0:
        raise ValueError("no measurements")
    center = np.median(y)
    return center, ((y - center) ** 2).mean()


def gaussian_nll(y, mean, variance):
    if variance <= 0:
        raise ValueError("the variance must be positive")
    return 0.5 * np.log(2 * np.pi * variance) + ((y - mean) ** 2).mean() / (2 * variance)
