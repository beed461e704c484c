# Subtracts the label's number from its row.
# message: the label's number was subtracted
def grad_cross_entropy(z, y):
    return (dl.softmax(z, -1) - y[:, None]) / len(y)


def grad_weight_and_bias(x, y, weight, bias):
    grad_z = grad_cross_entropy(x @ weight.T + bias, y)
    return grad_z.T @ x, grad_z.sum(axis=0)
