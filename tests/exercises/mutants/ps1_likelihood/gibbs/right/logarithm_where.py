# np.log with `where`, which computes nothing where p is 0.
def entropy(p):
    return -np.sum(p * np.log(p, out=np.zeros(len(p)), where=p > 0))


def cross_entropy_pq(p, q):
    if np.any((p > 0) & (q == 0)):
        return float("inf")
    return -np.sum(p * np.log(q, out=np.zeros(len(p)), where=p > 0))


def kl_divergence(p, q):
    return max(cross_entropy_pq(p, q) - entropy(p), 0.0)
