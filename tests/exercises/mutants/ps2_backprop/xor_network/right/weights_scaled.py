# Weights 1/high instead of thresholds times high; other scales everywhere.
def xor_network():
    return 10 * np.ones((2, 2)), np.array([-6.0, -14.0]), np.array([3.0, -3.0]), -1.0


def parity_network(n, high=1.0):
    k = np.arange(n)
    return np.full((n, n), 7 / high), -7 * (k + 0.5), 4 * (-1.0) ** k, -2
