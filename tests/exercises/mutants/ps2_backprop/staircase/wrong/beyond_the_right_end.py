# Cells of full length, the last of which ends beyond the interval, as does its middle.
# message: f was asked at x
def staircase(f, left, right, c, eps):
    if c == 0:
        return np.zeros(0), np.zeros(0), f(np.array([left]))[0]
    length = 2 * eps / c
    t = np.arange(left + length, right, length)
    values = f(np.concatenate([[left], t]) + length / 2)
    return t, np.diff(values), values[0]
