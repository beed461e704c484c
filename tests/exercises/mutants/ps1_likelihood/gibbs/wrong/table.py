# Returns the terms, not their sum.
# message: a sum over the outcomes
def entropy(p):
    p = p[p > 0]
    return -p * np.log(p)


def cross_entropy_pq(p, q):
    p, q = p[p > 0], q[p > 0]
    if (q == 0).any():
        return np.inf
    return -(p * np.log(q)).sum()


def kl_divergence(p, q):
    return cross_entropy_pq(p, q) - entropy(p)
