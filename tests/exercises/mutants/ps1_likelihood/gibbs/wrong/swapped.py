# Swaps the two arguments of the cross-entropy.
# message: p and q are swapped
def entropy(p):
    return -(p[p > 0] * np.log(p[p > 0])).sum()


def cross_entropy_pq(p, q):
    p, q = q, p
    p, q = p[p > 0], q[p > 0]
    if (q == 0).any():
        return np.inf
    return -(p * np.log(q)).sum()


def kl_divergence(p, q):
    return cross_entropy_pq(p, q) - entropy(p)
