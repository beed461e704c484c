# Subtracts maxima of shape (n,) from logits (n, K).
# message: keepdims=True
def logsumexp(z):
    z_max = z.max(axis=1)
    return z_max + np.log(np.exp(z - z_max).sum(axis=1))


def cross_entropy(z, y):
    return np.mean(logsumexp(z) - z[np.arange(len(y)), y])
