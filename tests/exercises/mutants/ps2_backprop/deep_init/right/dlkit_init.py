# dlkit's He and LeCun initialisation and layers.
def init_weight(n_out, n_in, activation, rng):
    weight = np.empty((n_out, n_in), np.float32)
    if activation == "relu":
        return dl.init.kaiming_normal_(weight, nonlinearity="relu", rng=rng)
    return dl.init.lecun_normal_(weight, rng=rng)


def second_moments(x, widths, activation, rng):
    moments = np.zeros(len(widths) - 1)
    for layer in range(len(moments)):
        z = x @ init_weight(widths[layer + 1], widths[layer], activation, rng).T
        moments[layer] = np.mean(np.square(z))
        x = dl.ReLU()(z) if activation == "relu" else dl.Tanh()(z)
    return moments
