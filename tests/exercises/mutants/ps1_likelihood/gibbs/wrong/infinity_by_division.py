# Lets the logarithm of 0 make the infinity, with a warning.
# message: warned, “divide by zero
def entropy(p):
    return cross_entropy_pq(p, p)


def cross_entropy_pq(p, q):
    p, q = p[p > 0], q[p > 0]
    return -(p * np.log(q)).sum()


def kl_divergence(p, q):
    return cross_entropy_pq(p, q) - entropy(p)
