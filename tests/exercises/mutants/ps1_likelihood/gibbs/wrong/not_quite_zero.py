# Rounds differently in the two parts, so that p = q leaves a rest.
# hidden: exactly 0
def entropy(p):
    p = p[p > 0]
    return -np.cumsum(p * np.log(p))[-1]


def cross_entropy_pq(p, q):
    p, q = p[p > 0], q[p > 0]
    if (q == 0).any():
        return np.inf
    return -(p * np.log(q)).sum()


def kl_divergence(p, q):
    return cross_entropy_pq(p, q) - entropy(p)
