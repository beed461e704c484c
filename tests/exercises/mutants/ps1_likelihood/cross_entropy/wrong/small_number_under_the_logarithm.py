# Adds 1e-12 under the logarithm: the loss cannot pass 27.6.
# message: added under the logarithm, or a clip
def logsumexp(z):
    z_max = z.max(axis=1)
    return z_max + np.log(np.exp(z - z_max[:, None]).sum(axis=1))


def cross_entropy(z, y):
    p = np.exp(z - logsumexp(z)[:, None])
    return -np.log(p[np.arange(len(y)), y] + 1e-12).mean()
