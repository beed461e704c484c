# Turns every nan and infinity of the terms into 0.
# message: Was the term left out
def entropy(p):
    return cross_entropy_pq(p, p)


def cross_entropy_pq(p, q):
    return -np.nan_to_num(p * np.log(q), posinf=0, neginf=0).sum()


def kl_divergence(p, q):
    return cross_entropy_pq(p, q) - entropy(p)
