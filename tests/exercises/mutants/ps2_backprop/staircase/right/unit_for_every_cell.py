# A unit for the first cell too, to the left of the interval, and no offset.
def staircase(f, left, right, c, eps):
    k = int(np.ceil(c * (right - left) / (2 * eps)))
    if k < 2:
        return [], [], f(np.array([(left + right) / 2]))[0]
    edges = np.linspace(left, right, k + 1)
    values = f(edges[:-1] + (right - left) / (2 * k))
    t = edges[:-1].copy()
    t[0] -= 1
    return t, np.diff(values, prepend=0), 0
