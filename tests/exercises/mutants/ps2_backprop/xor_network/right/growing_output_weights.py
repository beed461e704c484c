# Output weights that reach 1 and 0 in turn by larger steps.
def xor_network():
    return np.ones((2, 2)), np.array([-0.5, -1.5]), np.array([1.0, -1.0]), -0.5


def parity_network(n, high=1.0):
    k = np.arange(n)
    w2 = np.diff(np.where(np.arange(n + 1) % 2, 3.0, -5.0))
    return np.ones((n, n)), -high * (k + 0.5), w2, -5.0
