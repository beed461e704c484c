# Returns infinity only if the model rules out all that happens.
# message: Was the term left out
def entropy(p):
    return cross_entropy_pq(p, p)


def cross_entropy_pq(p, q):
    p, q = p[p > 0], q[p > 0]
    if (q == 0).all():
        return np.inf
    return -(p[q > 0] * np.log(q[q > 0])).sum()


def kl_divergence(p, q):
    return cross_entropy_pq(p, q) - entropy(p)
