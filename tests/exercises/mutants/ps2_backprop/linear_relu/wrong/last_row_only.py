# A loop over the batch that keeps the gradients of the last row.
# message: only the last row of the batch counted
class LinearReLU:
    def __init__(self, weight, bias):
        self.weight, self.bias, self.grads = weight, bias, {}

    def forward(self, x):
        self.x, self.z = x, x @ self.weight.T + self.bias
        return np.maximum(self.z, 0)

    def backward(self, grad_a):
        grad_z = grad_a * (self.z > 0)
        for row, x in zip(grad_z, self.x):
            self.grads = {"weight": np.outer(row, x), "bias": row}
        return grad_z @ self.weight
