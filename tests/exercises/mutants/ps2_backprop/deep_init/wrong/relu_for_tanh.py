# ReLU, whatever the activation.
# message: these are the moments with the other activation
def init_weight(n_out, n_in, activation, rng):
    gain = 2.0 if activation == "relu" else 1.0
    weight = rng.normal(scale=np.sqrt(gain / n_in), size=(n_out, n_in))
    return weight.astype(np.float32)


def second_moments(x, widths, activation, rng):
    a, moments = x, []
    for n_in, n_out in zip(widths[:-1], widths[1:]):
        z = a @ init_weight(n_out, n_in, activation, rng).T
        moments.append((z**2).mean())
        a = np.maximum(z, 0)
    return np.array(moments)
