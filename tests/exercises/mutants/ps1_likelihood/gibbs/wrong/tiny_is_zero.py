# Takes probabilities below 1e-300 for zero.
# hidden: yours inf
def entropy(p):
    return cross_entropy_pq(p, p)


def cross_entropy_pq(p, q):
    p, q = p[p > 1e-300], q[p > 1e-300]
    if (q < 1e-300).any():
        return np.inf
    return -(p * np.log(q)).sum()


def kl_divergence(p, q):
    return cross_entropy_pq(p, q) - entropy(p)
