# Adds up the logarithms.
# message: the logarithms are not weighted
def entropy(p):
    return -np.log(p[p > 0]).sum()


def cross_entropy_pq(p, q):
    p, q = p[p > 0], q[p > 0]
    if (q == 0).any():
        return np.inf
    return -(p * np.log(q)).sum()


def kl_divergence(p, q):
    return cross_entropy_pq(p, q) - entropy(p)
