# np.log1p of the whole sum.
# message: np.log1p adds a 1
def logsumexp(z):
    c = z.max(axis=-1, keepdims=True)
    return c[:, 0] + np.log1p(np.exp(z - c).sum(axis=-1))


def cross_entropy(z, y):
    return (logsumexp(z) - z[np.arange(len(y)), y]).mean()
