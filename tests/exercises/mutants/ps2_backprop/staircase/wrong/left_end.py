# The value at the left end of the cell.
# message: Is a cell's value that of its end, does
def staircase(f, left, right, c, eps):
    cells = max(1, int(np.ceil(c * (right - left) / (2 * eps))))
    edges = np.linspace(left, right, cells + 1)
    values = f(edges[:-1])
    return edges[1:-1], np.diff(values), values[0]
