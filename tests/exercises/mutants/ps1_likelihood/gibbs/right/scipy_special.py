# SciPy's functions.
from scipy.special import entr, xlogy


def entropy(p):
    return entr(p).sum()


def cross_entropy_pq(p, q):
    return np.inf if (p[q == 0] > 0).any() else -xlogy(p, q).sum()


def kl_divergence(p, q):
    return np.inf if (p[q == 0] > 0).any() else (xlogy(p, p) - xlogy(p, q)).sum()
