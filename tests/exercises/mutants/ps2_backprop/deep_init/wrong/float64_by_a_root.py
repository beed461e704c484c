# Multiplies float32 by a float64 number.
# message: must be float32, yours is float64
def init_weight(n_out, n_in, activation, rng):
    gain = 2.0 if activation == "relu" else 1.0
    weight = rng.normal(size=(n_out, n_in)).astype(np.float32)
    return np.sqrt(gain / n_in) * weight


def second_moments(x, widths, activation, rng):
    a, moments = x, []
    for n_in, n_out in zip(widths[:-1], widths[1:]):
        z = a @ init_weight(n_out, n_in, activation, rng).T
        moments.append((z**2).mean())
        a = np.maximum(z, 0) if activation == "relu" else np.tanh(z)
    return np.array(moments)
