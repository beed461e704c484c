# Turns float32 into float64.
# message: logsumexp of float32 logits is float32, yours is float64
def logsumexp(z):
    z = np.array(z, dtype=float)
    z_max = z.max(axis=1)
    return z_max + np.log(np.exp(z - z_max[:, None]).sum(axis=1))


def cross_entropy(z, y):
    return np.mean(logsumexp(z) - z[np.arange(len(y)), y])
