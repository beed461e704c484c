# A loop over cells.
import math


def staircase(f, left, right, c, eps):
    k = max(math.ceil(c * (right - left) / (2 * eps)), 1)
    length = (right - left) / k
    t, w, level = [], [], f(np.array([left + length / 2]))[0]
    offset = level
    for i in range(1, k):
        new = f(np.array([left + (i + 0.5) * length]))[0]
        t.append(left + i * length)
        w.append(new - level)
        level = new
    return np.array(t), np.array(w), offset
