# Divides the softmax by n, and then subtracts 1.
# message: the 1/n reached the softmax alone
def grad_cross_entropy(z, y):
    grad_z = dl.softmax(z, -1) / len(y)
    grad_z[np.arange(len(y)), y] -= 1
    return grad_z


def grad_weight_and_bias(x, y, weight, bias):
    grad_z = grad_cross_entropy(x @ weight.T + bias, y)
    return grad_z.T @ x, grad_z.sum(axis=0)
