# Hands the sizes to init_weight the wrong way round, and multiplies without transposing.
# message: n_in and n_out were handed to init_weight the wrong way round
def init_weight(n_out, n_in, activation, rng):
    gain = {"relu": 2.0, "tanh": 1.0}[activation]
    return rng.normal(0, (gain / n_in) ** 0.5, size=(n_out, n_in)).astype(np.float32)


def second_moments(x, widths, activation, rng):
    a, moments = x, []
    for n_in, n_out in zip(widths, widths[1:]):
        z = a @ init_weight(n_in, n_out, activation, rng)
        moments.append((z**2).mean())
        a = np.maximum(z, 0) if activation == "relu" else np.tanh(z)
    return np.array(moments)
