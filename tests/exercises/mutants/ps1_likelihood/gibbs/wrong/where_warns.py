# np.where, which computes both branches.
# message: warned, “divide by zero
def entropy(p):
    return -np.where(p > 0, p * np.log(p), 0).sum()


def cross_entropy_pq(p, q):
    return -np.where(p > 0, p * np.log(q), 0).sum()


def kl_divergence(p, q):
    return np.nan_to_num(cross_entropy_pq(p, q) - entropy(p), posinf=np.inf)
