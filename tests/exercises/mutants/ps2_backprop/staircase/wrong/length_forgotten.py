# Forgets the length of the interval.
# message: times eps
def staircase(f, left, right, c, eps):
    cells = max(1, int(np.ceil(c / (2 * eps))))
    edges = np.linspace(left, right, cells + 1)
    values = f((edges[:-1] + edges[1:]) / 2)
    return edges[1:-1], np.diff(values), values[0]
