# The bias first, then the weight.
# message: The two are swapped
def grad_cross_entropy(z, y):
    grad_z = dl.softmax(z, -1)
    grad_z[np.arange(len(y)), y] -= 1
    return grad_z / len(y)


def grad_weight_and_bias(x, y, weight, bias):
    grad_z = grad_cross_entropy(x @ weight.T + bias, y)
    return grad_z.sum(axis=0), grad_z.T @ x
