# Masks the caller's upstream gradient.
# message: grad_a was changed
class LinearReLU:
    def __init__(self, weight, bias):
        self.weight, self.bias, self.grads = weight, bias, {}

    def forward(self, x):
        self.x = x
        self.z = x @ self.weight.T + self.bias
        return np.maximum(self.z, 0)

    def backward(self, grad_a):
        grad_z = grad_a
        grad_z *= (self.z > 0)
        self.grads["weight"] = grad_z.T @ self.x
        self.grads["bias"] = grad_z.sum(axis=0)
        return grad_z @ self.weight
