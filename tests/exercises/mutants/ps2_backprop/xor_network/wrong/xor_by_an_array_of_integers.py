# Fills an array of zeros that holds integers: −0.5 becomes 0, −1.5 becomes −1.
# message: were halves lost in an array of integers
def xor_network():
    return parity_network(2)


def parity_network(n, high=1.0):
    W1 = np.ones((n, n), dtype=int)
    b1 = np.zeros(n, dtype=int)
    for k in range(n):
        b1[k] = -(k + 0.5) * high
    return W1, b1, [(-1) ** k for k in range(n)], -0.5
