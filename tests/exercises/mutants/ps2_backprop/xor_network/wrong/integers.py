# Thresholds rounded to integers where `high` is one.
# hidden: parity_network(1, high=1)
def xor_network():
    return np.ones((2, 2)), np.array([-0.5, -1.5]), np.array([1.0, -1.0]), -0.5


def parity_network(n, high=1.0):
    k = np.arange(n)
    b1 = np.empty(n, dtype=type(high))
    b1[:] = -high * (k + 0.5)
    return np.ones((n, n)), b1, (-1.0) ** k, -0.5
