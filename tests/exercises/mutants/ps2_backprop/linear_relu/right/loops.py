# Loops over examples and units.
class LinearReLU:
    def __init__(self, weight, bias):
        self.weight, self.bias, self.grads = weight, bias, {}

    def forward(self, x):
        self.x = x
        self.z = x @ self.weight.T + self.bias
        return np.maximum(self.z, 0)

    def backward(self, grad_a):
        self.grads = {"weight": np.zeros_like(self.weight), "bias": np.zeros_like(self.bias)}
        grad_x = np.zeros_like(self.x)
        for i in range(len(grad_a)):
            for j in range(len(self.bias)):
                if self.z[i, j] > 0:
                    self.grads["weight"][j] += grad_a[i, j] * self.x[i]
                    self.grads["bias"][j] += grad_a[i, j]
                    grad_x[i] += grad_a[i, j] * self.weight[j]
        return grad_x
