# Draws one generator for every layer from the seed.
# message: for weights drawn with your init_weight from the same seed
def init_weight(n_out, n_in, activation, rng):
    gain = 2.0 if activation == "relu" else 1.0
    weight = rng.normal(scale=np.sqrt(gain / n_in), size=(n_out, n_in))
    return weight.astype(np.float32)


def second_moments(x, widths, activation, rng):
    a, moments = x, []
    state = rng.bit_generator.state
    for n_in, n_out in zip(widths[:-1], widths[1:]):
        rng.bit_generator.state = state
        z = a @ init_weight(n_out, n_in, activation, rng).T
        moments.append((z**2).mean())
        a = np.maximum(z, 0) if activation == "relu" else np.tanh(z)
    return np.array(moments)
