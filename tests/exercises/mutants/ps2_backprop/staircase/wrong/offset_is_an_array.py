# The offset is an array of one entry.
# message: offset is one number, yours has shape (1,)
def staircase(f, left, right, c, eps):
    cells = max(1, int(np.ceil(c * (right - left) / (2 * eps))))
    edges = np.linspace(left, right, cells + 1)
    values = f((edges[:-1] + edges[1:]) / 2)
    return edges[1:-1], np.diff(values), values[:1]
