# Clips the logits instead of shifting them.
# message: A clip
def logsumexp(z):
    return np.log(np.exp(np.clip(z, -80, 80)).sum(axis=1))


def cross_entropy(z, y):
    return np.mean(logsumexp(z) - z[np.arange(len(y)), y])
