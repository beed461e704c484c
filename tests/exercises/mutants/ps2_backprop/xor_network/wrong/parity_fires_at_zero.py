# A unit that reaches its threshold fires.
# message: It would be right if a unit fired at z = 0 already
def xor_network():
    return np.ones((2, 2)), np.array([-0.5, -1.5]), np.array([1.0, -1.0]), -0.5


def parity_network(n, high=1.0):
    k = np.arange(n)
    return np.ones((n, n)), -high * (k + 1), (-1.0) ** k, -1.0
