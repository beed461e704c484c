# Each hidden unit says “this one, and not the other”; the parity by a running sum.
def xor_network():
    return [[1, -1], [-1, 1]], [-0.5, -0.5], [1, 1], -0.5


def parity_network(n, high=1.0):
    k = np.arange(n)
    w2 = [1 if j % 2 == 0 else -1 for j in range(n)]
    return [[1.0] * n] * n, [-high * (j + 0.5) for j in range(n)], w2, -0.5
