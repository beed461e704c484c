# Keeps the terms where q is not 0, and divides by zero elsewhere.
# message: 0 · log 0 was computed
def entropy(p):
    return -(p * np.log(p)).sum()


def cross_entropy_pq(p, q):
    return -(p[q > 0] * np.log(q[q > 0])).sum()


def kl_divergence(p, q):
    return cross_entropy_pq(p, q) - entropy(p)
