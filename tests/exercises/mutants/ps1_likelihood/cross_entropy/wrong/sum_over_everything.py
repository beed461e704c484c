# Sums over both axes.
# message: the sum ran over everything
def logsumexp(z):
    z_max = z.max()
    return z_max + np.log(np.exp(z - z_max).sum())


def cross_entropy(z, y):
    return np.mean(logsumexp(z) - z[np.arange(len(y)), y])
