# Differentiates with respect to the probability, -1/ŷ_y.
# message: the derivative by the probability
def grad_cross_entropy(z, y):
    grad_z = np.zeros_like(z)
    rows = np.arange(len(y))
    grad_z[rows, y] = -1 / dl.softmax(z, -1)[rows, y]
    return grad_z / len(y)


def grad_weight_and_bias(x, y, weight, bias):
    grad_z = grad_cross_entropy(x @ weight.T + bias, y)
    return grad_z.T @ x, grad_z.sum(axis=0)
