# A bracket is missing: the cell defines nothing.
# message: logsumexp
def logsumexp(z):
    return np.log(np.exp(z.sum(axis=1)


def cross_entropy(z, y):
    return np.mean(logsumexp(z) - z[np.arange(len(y)), y])
