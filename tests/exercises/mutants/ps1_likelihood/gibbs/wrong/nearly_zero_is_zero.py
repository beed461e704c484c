# Takes probabilities that np.isclose to zero for zero.
# hidden: KL of
def entropy(p):
    return cross_entropy_pq(p, p)


def cross_entropy_pq(p, q):
    keep = ~np.isclose(p, 0)
    p, q = p[keep], q[keep]
    if np.isclose(q, 0).any():
        return np.inf
    return -(p * np.log(q)).sum()


def kl_divergence(p, q):
    return cross_entropy_pq(p, q) - entropy(p)
