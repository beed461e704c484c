# A loop in which every logarithm is taken.
# message: is left out before its logarithm
def entropy(p):
    import math

    return -sum(p_k * math.log(p_k) for p_k in p)


def cross_entropy_pq(p, q):
    p, q = p[p > 0], q[p > 0]
    if (q == 0).any():
        return np.inf
    return -(p * np.log(q)).sum()


def kl_divergence(p, q):
    return cross_entropy_pq(p, q) - entropy(p)
