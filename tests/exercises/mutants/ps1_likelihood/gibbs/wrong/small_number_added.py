# A small number under every logarithm.
# message: A small number under the logarithm
def entropy(p):
    return -(p * np.log(p + 1e-12)).sum()


def cross_entropy_pq(p, q):
    return -(p * np.log(q + 1e-12)).sum()


def kl_divergence(p, q):
    return cross_entropy_pq(p, q) - entropy(p)
