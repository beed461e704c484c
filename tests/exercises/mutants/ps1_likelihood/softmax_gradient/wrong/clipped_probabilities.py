# Clips the softmax away from 0 and 1.
# hidden: the gradient is
def grad_cross_entropy(z, y):
    grad_z = np.clip(dl.softmax(z, -1), 1e-7, 1 - 1e-7)
    grad_z[np.arange(len(y)), y] -= 1
    return grad_z / len(y)


def grad_weight_and_bias(x, y, weight, bias):
    grad_z = grad_cross_entropy(x @ weight.T + bias, y)
    return grad_z.T @ x, grad_z.sum(axis=0)
