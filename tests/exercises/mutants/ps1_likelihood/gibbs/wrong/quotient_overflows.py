# p / q, which overflows for the smallest q.
# hidden: warned, “overflow
def entropy(p):
    return cross_entropy_pq(p, p)


def cross_entropy_pq(p, q):
    p, q = p[p > 0], q[p > 0]
    if (q == 0).any():
        return np.inf
    return -(p * np.log(q)).sum()


def kl_divergence(p, q):
    p, q = p[p > 0], q[p > 0]
    if (q == 0).any():
        return np.inf
    return (p * np.log(p / q)).sum()
