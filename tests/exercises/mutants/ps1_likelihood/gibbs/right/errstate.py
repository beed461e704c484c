# The formulas under np.errstate, with the zeros put in afterwards.
def _terms(p, q):
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(p > 0, p * np.log(q), 0.0)


def entropy(p):
    return -_terms(p, p).sum()


def cross_entropy_pq(p, q):
    return -_terms(p, q).sum()


def kl_divergence(p, q):
    if ((q == 0) & (p > 0)).any():
        return np.inf
    return (_terms(p, p) - _terms(p, q)).sum()
