# The offset is f at the left end, the steps are those between middles.
# message: The steps are right, and all of it lies too
def staircase(f, left, right, c, eps):
    cells = max(1, int(np.ceil(c * (right - left) / (2 * eps))))
    edges = np.linspace(left, right, cells + 1)
    values = f((edges[:-1] + edges[1:]) / 2)
    return edges[1:-1], np.diff(values), f(np.array([left]))[0]
