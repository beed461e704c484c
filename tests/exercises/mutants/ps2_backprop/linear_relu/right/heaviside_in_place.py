# ReLU in place, in an array of its own; np.heaviside for the slope.
class LinearReLU:
    def __init__(self, weight, bias):
        self.weight, self.bias, self.grads = weight, bias, {}

    def forward(self, x):
        self.x, self.z = x, x @ self.weight.T + self.bias
        return np.maximum(self.z, 0, out=self.z)

    def backward(self, grad_a):
        grad_z = grad_a * np.heaviside(self.z, 0)
        self.grads["weight"] = np.dot(grad_z.T, self.x)
        self.grads["bias"] = np.ones(len(grad_z), grad_z.dtype) @ grad_z
        return grad_z @ self.weight
