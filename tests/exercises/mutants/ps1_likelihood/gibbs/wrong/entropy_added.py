# Adds the entropy of p.
# message: the entropy was added
def entropy(p):
    return cross_entropy_pq(p, p)


def cross_entropy_pq(p, q):
    p, q = p[p > 0], q[p > 0]
    if (q == 0).any():
        return np.inf
    return -(p * np.log(q)).sum()


def kl_divergence(p, q):
    return cross_entropy_pq(p, q) + entropy(p)
