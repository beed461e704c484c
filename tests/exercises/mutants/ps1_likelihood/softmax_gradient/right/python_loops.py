# Loops over examples, classes and inputs.
def grad_cross_entropy(z, y):
    n, n_classes = z.shape
    grad_z = np.zeros_like(z)
    for i in range(n):
        e = np.exp(z[i] - z[i].max())
        for k in range(n_classes):
            grad_z[i, k] = (e[k] / e.sum() - (k == y[i])) / n
    return grad_z


def grad_weight_and_bias(x, y, weight, bias):
    grad_z = grad_cross_entropy(x @ weight.T + bias, y)
    grad_weight, grad_bias = np.zeros_like(weight), np.zeros_like(bias)
    for i in range(len(x)):
        for k in range(len(bias)):
            grad_weight[k] += grad_z[i, k] * x[i]
            grad_bias[k] += grad_z[i, k]
    return grad_weight, grad_bias
