# dlkit's own layers.
class LinearReLU:
    def __init__(self, weight, bias):
        self.linear = dl.Linear(*weight.T.shape, dtype=weight.dtype)
        self.linear.load_state_dict({"weight": weight, "bias": bias})
        self.relu = dl.ReLU()

    def forward(self, x):
        return self.relu(self.linear(x))

    def backward(self, grad_a):
        grad_x = self.linear.backward(self.relu.backward(grad_a))
        self.grads = dict(self.linear.grads)
        return grad_x
