# float32 from the beginning, a Python float as factor.
def init_weight(n_out, n_in, activation, rng):
    gain = 2.0 if activation == "relu" else 1.0
    weight = rng.standard_normal((n_out, n_in), dtype=np.float32) * float(gain / n_in) ** 0.5
    return weight


def second_moments(x, widths, activation, rng):
    a, moments = x, []
    for n_in, n_out in zip(widths[:-1], widths[1:]):
        z = a @ init_weight(n_out, n_in, activation, rng).T
        moments.append((z**2).mean())
        a = {"relu": lambda v: v * (v > 0), "tanh": np.tanh}[activation](z)
    return np.array(moments)
