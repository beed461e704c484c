# Adds float32 gradients up in float64, and returns that.
# message: For float32 arrays grad_weight is float32
def grad_cross_entropy(z, y):
    grad_z = dl.softmax(z, -1)
    grad_z[np.arange(len(y)), y] -= 1
    return grad_z / len(y)


def grad_weight_and_bias(x, y, weight, bias):
    grad_z = grad_cross_entropy(x @ weight.T + bias, y)
    grad_weight, grad_bias = np.zeros(weight.shape), np.zeros(bias.shape)
    for i in range(len(y)):
        grad_weight += np.outer(grad_z[i], x[i])
        grad_bias += grad_z[i]
    return grad_weight, grad_bias
