# Lays cells of full length one after the other, and divides by c for their length.
# hidden: For a constant with c = 0
def staircase(f, left, right, c, eps):
    length = 2 * eps / c
    t = np.arange(left + length, right, length)
    values = f(np.minimum(np.concatenate([[left], t]) + length / 2, right))
    return t, np.diff(values), values[0]
