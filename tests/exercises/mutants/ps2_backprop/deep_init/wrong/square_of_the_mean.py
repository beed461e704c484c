# Squares the mean.
# message: these are squares of the mean
def init_weight(n_out, n_in, activation, rng):
    gain = {"relu": 2.0, "tanh": 1.0}[activation]
    return rng.normal(0, (gain / n_in) ** 0.5, size=(n_out, n_in)).astype(np.float32)


def second_moments(x, widths, activation, rng):
    a, moments = x, []
    for n_in, n_out in zip(widths, widths[1:]):
        z = a @ init_weight(n_out, n_in, activation, rng).T
        moments.append(z.mean() ** 2)
        a = np.maximum(z, 0) if activation == "relu" else np.tanh(z)
    return np.array(moments)
