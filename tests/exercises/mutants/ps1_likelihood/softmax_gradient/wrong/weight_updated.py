# Takes a step of gradient descent on the caller's weight.
# message: grad_weight_and_bias changed one of its arguments
def grad_cross_entropy(z, y):
    grad_z = dl.softmax(z, -1)
    grad_z[np.arange(len(y)), y] -= 1
    return grad_z / len(y)


def grad_weight_and_bias(x, y, weight, bias):
    grad_z = grad_cross_entropy(x @ weight.T + bias, y)
    grad_weight, grad_bias = grad_z.T @ x, grad_z.sum(axis=0)
    weight -= 0.1 * grad_weight
    return grad_weight, grad_bias
