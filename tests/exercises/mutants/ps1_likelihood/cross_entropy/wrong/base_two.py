# Uses the logarithm to base 2.
# message: this is the logarithm to base 2
def logsumexp(z):
    z_max = z.max(axis=1)
    return np.log2(np.exp(z - z_max[:, None]).sum(axis=1)) + z_max / np.log(2)


def cross_entropy(z, y):
    return np.mean(logsumexp(z) - z[np.arange(len(y)), y])
