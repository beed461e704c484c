# Infinite as soon as any q is 0, even where p is 0 too.
# message: A q of 0 costs something only where
def entropy(p):
    return -(p[p > 0] * np.log(p[p > 0])).sum()


def cross_entropy_pq(p, q):
    if (q == 0).any():
        return np.inf
    return -(p * np.log(q)).sum()


def kl_divergence(p, q):
    return cross_entropy_pq(p, q) - entropy(p)
