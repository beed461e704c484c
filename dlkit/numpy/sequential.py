"""Sequential: layers one after another, and the chain rule backwards through them."""

from dlkit.numpy.module import Module


class Sequential(Module):
    """y = layer_L(… layer_1(x)); its parameters are named "0.weight", "0.bias", "2.weight", …"""

    def __init__(self, *layers):
        for i, layer in enumerate(layers):
            if not isinstance(layer, Module):
                what = f"the class {layer.__name__}; add ()" if isinstance(layer, type) else repr(layer)
                raise TypeError(f"{type(self).__name__}: argument {i} must be a layer, got {what}")
        self.layers = list(layers)

    def named_children(self):
        return [(str(i), layer) for i, layer in enumerate(self.layers)]

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        return x

    def backward(self, grad_y):
        for layer in reversed(self.layers):
            grad_y = layer.backward(grad_y)
        return grad_y

    def backward_parameters(self, grad_y):
        """The gradients of the parameters alone: the first layer that has some need not give its ∂L/∂x."""
        first = next((i for i, layer in enumerate(self.layers) if any(layer.parameters())), len(self.layers))
        for layer in reversed(self.layers[first + 1 :]):
            grad_y = layer.backward(grad_y)
        for layer in self.layers[first : first + 1]:
            layer.backward_parameters(grad_y)

    def __len__(self):
        return len(self.layers)

    def __iter__(self):
        return iter(self.layers)

    def __getitem__(self, index):
        chosen = self.layers[index]
        return Sequential(*chosen) if isinstance(index, slice) else chosen
