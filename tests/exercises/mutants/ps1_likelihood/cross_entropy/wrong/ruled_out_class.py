# Replaces -inf by 0: a class that is ruled out comes back.
# hidden: a logit of -inf counts as
def logsumexp(z):
    z = np.where(np.isfinite(z), z, np.zeros_like(z))
    z_max = z.max(axis=1)
    return z_max + np.log(np.exp(z - z_max[:, None]).sum(axis=1))


def cross_entropy(z, y):
    return np.mean(logsumexp(z) - z[np.arange(len(y)), y])
