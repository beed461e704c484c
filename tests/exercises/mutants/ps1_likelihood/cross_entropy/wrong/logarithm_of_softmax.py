# Takes the logarithm of a probability that has underflowed.
# message: underflowed to 0 before its logarithm
def logsumexp(z):
    z_max = z.max(axis=1)
    return z_max + np.log(np.exp(z - z_max[:, None]).sum(axis=1))


def cross_entropy(z, y):
    p = np.exp(z - logsumexp(z)[:, None])
    return -np.log(p[np.arange(len(y)), y]).mean()
