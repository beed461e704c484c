# Multiplies the weights by the level instead of dividing.
# message: W1 was multiplied by `high`
def xor_network():
    return np.ones((2, 2)), np.array([-0.5, -1.5]), np.array([1.0, -1.0]), -0.5


def parity_network(n, high=1.0):
    k = np.arange(n)
    return high * np.ones((n, n)), -(k + 0.5), (-1.0) ** k, -0.5
