# Flips the sign.
# message: the sign is flipped
def logsumexp(z):
    z_max = z.max(axis=1)
    return z_max + np.log(np.exp(z - z_max[:, None]).sum(axis=1))


def cross_entropy(z, y):
    return (z[np.arange(len(y)), y] - logsumexp(z)).mean()
