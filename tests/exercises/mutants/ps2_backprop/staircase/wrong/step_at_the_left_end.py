# A unit for the first cell, too, at the left end, where it does not fire.
# message: the first cell needs no step, the offset is its value
def staircase(f, left, right, c, eps):
    cells = max(1, int(np.ceil(c * (right - left) / (2 * eps))))
    edges = np.linspace(left, right, cells + 1)
    values = f((edges[:-1] + edges[1:]) / 2)
    return edges[:-1], np.diff(values, prepend=0), 0.0
