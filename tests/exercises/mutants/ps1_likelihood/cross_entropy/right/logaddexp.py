# np.logaddexp, folded along the classes.
def logsumexp(z):
    return np.logaddexp.reduce(z, axis=-1)


def cross_entropy(z, y):
    return np.mean(logsumexp(z) - z[np.arange(len(y)), y])
