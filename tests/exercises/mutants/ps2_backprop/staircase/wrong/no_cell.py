# With a large tolerance there is no cell at all.
# message: There is one cell at least
def staircase(f, left, right, c, eps):
    cells = int(np.ceil(c * (right - left) / (2 * eps))) if eps < 1 else 0
    edges = np.linspace(left, right, cells + 1)
    values = f((edges[:-1] + edges[1:]) / 2)
    return edges[1:-1], np.diff(values), values[0]
