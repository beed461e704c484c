# Shifts by each row's first logit, not by its largest.
# hidden: yours [inf]
def logsumexp(z):
    return z[:, 0] + np.log(np.exp(z - z[:, :1]).sum(axis=-1))


def cross_entropy(z, y):
    return (logsumexp(z) - z[np.arange(len(y)), y]).mean()
