# Adds the losses up: the 1/n is missing.
# message: n times too large
def logsumexp(z):
    z_max = z.max(axis=1)
    return z_max + np.log(np.exp(z - z_max[:, None]).sum(axis=1))


def cross_entropy(z, y):
    return (logsumexp(z) - z[np.arange(len(y)), y]).sum()
