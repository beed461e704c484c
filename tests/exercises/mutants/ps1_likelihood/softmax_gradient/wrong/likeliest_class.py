# Subtracts the one-hot of the prediction, not of the label.
# message: It is the label, y
def grad_cross_entropy(z, y):
    return (dl.softmax(z, -1) - np.eye(z.shape[1], dtype=z.dtype)[z.argmax(axis=1)]) / len(y)


def grad_weight_and_bias(x, y, weight, bias):
    grad_z = grad_cross_entropy(x @ weight.T + bias, y)
    return grad_z.T @ x, grad_z.sum(axis=0)
