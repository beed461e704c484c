# Leaves the terms with q = 0 out of the sum.
# message: Was the term left out
def entropy(p):
    return cross_entropy_pq(p, p)


def cross_entropy_pq(p, q):
    keep = (p > 0) & (q > 0)
    return -(p[keep] * np.log(q[keep])).sum()


def kl_divergence(p, q):
    return cross_entropy_pq(p, q) - entropy(p)
