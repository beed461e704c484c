# Uniform weights; 5/3 for tanh, as PyTorch's calculate_gain has it.
def init_weight(n_out, n_in, activation, rng):
    gain = 2.0 if activation == "relu" else (5 / 3) ** 2
    weight = rng.uniform(-np.sqrt(3 * gain / n_in), np.sqrt(3 * gain / n_in), (n_out, n_in))
    return weight.astype(np.float32)


def second_moments(x, widths, activation, rng):
    a, moments = x, []
    for n_in, n_out in zip(widths[:-1], widths[1:]):
        z = a @ init_weight(n_out, n_in, activation, rng).T
        moments.append((z**2).mean())
        a = np.maximum(z, 0) if activation == "relu" else np.tanh(z)
    return np.array(moments)
