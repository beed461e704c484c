# A unit that reaches its threshold fires, as some books have it.
# message: here step(0) = 0
def xor_network():
    return np.ones((2, 2)), np.array([-1.0, -2.0]), np.array([1.0, -1.0]), -1.0


def parity_network(n, high=1.0):
    k = np.arange(n)
    return np.ones((n, n)), -high * (k + 0.5), (-1.0) ** k, -0.5
