# XOR is the parity of two lines.
def xor_network():
    return parity_network(2)


def parity_network(n, high=1.0):
    k = np.arange(n)
    return np.ones((n, n)), -high * (k + 0.5), (-1.0) ** k, -0.5
