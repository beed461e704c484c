# Averages a one-hot table over all of its entries.
# message: K times too small
def logsumexp(z):
    z_max = z.max(axis=1)
    return z_max + np.log(np.exp(z - z_max[:, None]).sum(axis=1))


def cross_entropy(z, y):
    one_hot = np.eye(z.shape[1])[y]
    return -(one_hot * (z - logsumexp(z)[:, None])).mean()
