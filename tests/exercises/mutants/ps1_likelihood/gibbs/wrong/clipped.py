# Probabilities clipped from below.
# message: A small number under the logarithm
def entropy(p):
    return -(p * np.log(np.clip(p, 1e-15, 1))).sum()


def cross_entropy_pq(p, q):
    return -(p * np.log(np.clip(q, 1e-15, 1))).sum()


def kl_divergence(p, q):
    return cross_entropy_pq(p, q) - entropy(p)
