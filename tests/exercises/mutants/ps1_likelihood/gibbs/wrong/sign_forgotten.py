# No minus before the sums.
# message: the sign is flipped
def entropy(p):
    return cross_entropy_pq(p, p)


def cross_entropy_pq(p, q):
    p, q = p[p > 0], q[p > 0]
    if (q == 0).any():
        return -np.inf
    return (p * np.log(q)).sum()


def kl_divergence(p, q):
    return cross_entropy_pq(p, q) - entropy(p)
