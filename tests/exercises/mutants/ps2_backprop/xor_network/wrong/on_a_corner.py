# A threshold that lies on a corner: right with step(0) = 0, and not with the least deviation.
# message: a threshold is too close to a corner
def xor_network():
    return np.ones((2, 2)), np.array([0.0, -1.0]), np.array([1.0, -1.0]), -0.5


def parity_network(n, high=1.0):
    k = np.arange(n)
    return np.ones((n, n)), -high * (k + 0.5), (-1.0) ** k, -0.5
