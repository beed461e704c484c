# Treads as long as they may be, the last one shorter.
def staircase(f, left, right, c, eps):
    if c == 0:
        return np.zeros(0), np.zeros(0), f(np.array([left]))[0]
    length = 2 * eps / c
    t = left + length * np.arange(1, int(np.ceil((right - left) / length)))
    centers = np.minimum(np.concatenate([[left], t]) + length / 2, right)
    values = f(centers)
    return t, values[1:] - values[:-1], values[0]
