# The smallest positive number under the logarithm instead of the infinite price.
# message: A small number under the logarithm
def entropy(p):
    return cross_entropy_pq(p, p)


def cross_entropy_pq(p, q):
    tiny = np.nextafter(0, 1)
    return -(p * np.log(np.maximum(q, tiny))).sum()


def kl_divergence(p, q):
    return cross_entropy_pq(p, q) - entropy(p)
