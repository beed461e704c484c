# A column of W1 for each hidden unit.
# message: With W1 transposed
def xor_network():
    return np.array([[1.0, 0.5], [1.0, 0.5]]), np.array([-0.5, -0.8]), np.array([1.0, -1.0]), -0.5


def parity_network(n, high=1.0):
    k = np.arange(n)
    return np.ones((n, n)), -high * (k + 0.5), (-1.0) ** k, -0.5
