# The formulas as they stand.
# message: 0 · log 0 was computed
def entropy(p):
    return -(p * np.log(p)).sum()


def cross_entropy_pq(p, q):
    return -(p * np.log(q)).sum()


def kl_divergence(p, q):
    return (p * np.log(p / q)).sum()
