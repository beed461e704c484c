# Both hidden units are wanted.
# message: this is AND
def xor_network():
    return np.ones((2, 2)), np.array([-0.5, -1.5]), np.array([0.5, 0.5]), -0.75


def parity_network(n, high=1.0):
    k = np.arange(n)
    return np.ones((n, n)), -high * (k + 0.5), (-1.0) ** k, -0.5
