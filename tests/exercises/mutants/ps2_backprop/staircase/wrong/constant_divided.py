# 2 * eps / c with c = 0.
# hidden: For a constant with c = 0
def staircase(f, left, right, c, eps):
    cells = max(1, int(np.ceil((right - left) / (2 * eps / c))))
    edges = np.linspace(left, right, cells + 1)
    values = f((edges[:-1] + edges[1:]) / 2)
    return edges[1:-1], np.diff(values), values[0]
