# Divides by the number of outcomes.
# message: this is a mean over the outcomes
def entropy(p):
    return cross_entropy_pq(p, p)


def cross_entropy_pq(p, q):
    n = len(p)
    p, q = p[p > 0], q[p > 0]
    if (q == 0).any():
        return np.inf
    return -(p * np.log(q)).sum() / n


def kl_divergence(p, q):
    return cross_entropy_pq(p, q) - entropy(p)
