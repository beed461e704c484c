# The sign of a, 0 or 1, as the slope.
class LinearReLU:
    def __init__(self, weight, bias):
        self.weight, self.bias, self.grads = weight, bias, {}

    def forward(self, x):
        self.x = x
        self.z = x @ self.weight.T + self.bias
        self.a = np.maximum(self.z, 0)
        return self.a

    def backward(self, grad_a):
        grad_z = grad_a * np.sign(self.a)
        self.grads = {"weight": grad_z.T @ self.x, "bias": grad_z.sum(axis=0)}
        return grad_z @ self.weight
