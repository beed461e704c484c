# The mean of f at both ends of a cell is as good as its middle: c times half the length is eps as well.
def staircase(f, left, right, c, eps):
    cells = max(1, int(np.ceil(c * (right - left) / (2 * eps))))
    edges = np.linspace(left, right, cells + 1)
    ends = f(edges)
    values = (ends[1:] + ends[:-1]) / 2
    return edges[1:-1], np.diff(values), values[0]
