# Indexes grad_z[y, np.arange(n)].
# message: Rows and columns look swapped
def grad_cross_entropy(z, y):
    grad_z = dl.softmax(z, -1)
    grad_z[y, np.arange(len(y))] -= 1
    return grad_z / len(y)


def grad_weight_and_bias(x, y, weight, bias):
    grad_z = grad_cross_entropy(x @ weight.T + bias, y)
    return grad_z.T @ x, grad_z.sum(axis=0)
