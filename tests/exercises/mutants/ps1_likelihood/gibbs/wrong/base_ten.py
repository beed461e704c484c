# The logarithm to base 10.
# message: this is the logarithm to base 10
def entropy(p):
    return cross_entropy_pq(p, p)


def cross_entropy_pq(p, q):
    p, q = p[p > 0], q[p > 0]
    if (q == 0).any():
        return np.inf
    return -(p * np.log10(q)).sum()


def kl_divergence(p, q):
    return cross_entropy_pq(p, q) - entropy(p)
