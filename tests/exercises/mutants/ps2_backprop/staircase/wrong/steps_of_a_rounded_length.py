# np.arange with the cell's length: the last cell has its middle outside.
# message: sin(3x)
def staircase(f, left, right, c, eps):
    edges = np.arange(left, right, 2 * eps / c)
    values = f(edges)
    return edges[1:], np.diff(values), values[0]
