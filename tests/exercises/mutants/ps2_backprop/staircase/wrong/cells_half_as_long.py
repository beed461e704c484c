# Treads of length eps / c.
# message: That is about twice as many
def staircase(f, left, right, c, eps):
    cells = max(1, int(np.ceil(c * (right - left) / eps)))
    edges = np.linspace(left, right, cells + 1)
    values = f((edges[:-1] + edges[1:]) / 2)
    return edges[1:-1], np.diff(values), values[0]
