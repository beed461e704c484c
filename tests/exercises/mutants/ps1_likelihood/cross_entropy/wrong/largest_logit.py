# Takes the maximum for the logsumexp.
# message: this is the largest logit alone
def logsumexp(z):
    return z.max(axis=1)


def cross_entropy(z, y):
    return np.mean(logsumexp(z) - z[np.arange(len(y)), y])
