# Weights copied for three lines, and chained for more.
# hidden: parity_network
def xor_network():
    return np.ones((2, 2)), np.array([-0.5, -1.5]), np.array([1.0, -1.0]), -0.5


def parity_network(n, high=1.0):
    k = np.arange(n)
    W = np.ones((n, n))
    w2 = np.ones(n)
    w2[1:2] = -1
    return W, -high * (k + 0.5), w2, -0.5
