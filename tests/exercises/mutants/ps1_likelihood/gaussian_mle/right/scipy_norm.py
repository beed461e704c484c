# SciPy's log-density, and its fit.
from scipy.stats import norm


def gaussian_mle(y):
    if len(y) == 0:
        raise ValueError("no measurements")
    mean, std = norm.fit(y)
    return np.array([mean, std**2])


def gaussian_nll(y, mean, variance):
    if not variance > 0:
        raise ValueError("the variance must be positive")
    return -np.mean(norm.logpdf(y, loc=mean, scale=np.sqrt(variance)))
