# Subtracts labels (n,) from a table (n, K).
# message: (4, 1) beside (4, 3)
def grad_cross_entropy(z, y):
    return (dl.softmax(z, -1) - y) / len(y)


def grad_weight_and_bias(x, y, weight, bias):
    grad_z = grad_cross_entropy(x @ weight.T + bias, y)
    return grad_z.T @ x, grad_z.sum(axis=0)
