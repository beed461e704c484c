# The gain of ReLU for tanh, and the other way round.
# message: ReLU lets only a part of it through. Which part?
def init_weight(n_out, n_in, activation, rng):
    gain = 1.0 if activation == "relu" else 2.0
    weight = rng.normal(scale=np.sqrt(gain / n_in), size=(n_out, n_in))
    return weight.astype(np.float32)


def second_moments(x, widths, activation, rng):
    a, moments = x, []
    for n_in, n_out in zip(widths[:-1], widths[1:]):
        z = a @ init_weight(n_out, n_in, activation, rng).T
        moments.append((z**2).mean())
        a = np.maximum(z, 0) if activation == "relu" else np.tanh(z)
    return np.array(moments)
