"""DenseBlock: every layer sees what all layers before it made."""

import numpy as np

from dlkit.numpy import validate
from dlkit.numpy.sequential import Sequential


class DenseBlock(Sequential):
    """x_l = [x_{l−1}, f_l(x_{l−1})] joined along axis 1, for the layers f_1 … f_L; y = x_L.

    So f_l takes as many channels as x and all layers before it have together, and y begins with x itself.
    Backwards, x̄_{l−1} is the front part of x̄_l plus what f_l makes of the rest. Its parameters are named
    as in Sequential(*layers). Raises ValueError if a layer changes another axis than 1. Huang et al. (2017).
    """

    widths, y_shape = (), None

    def forward(self, x):
        validate.float_array("DenseBlock", x)
        if x.ndim < 2:
            raise ValueError(f"DenseBlock got input {x.shape}: it joins along axis 1; is the batch axis missing?")
        self.widths = []
        for i, layer in enumerate(self.layers):
            new = layer(x)
            if (new.shape[:1], new.shape[2:]) != (x.shape[:1], x.shape[2:]):
                raise ValueError(
                    f"DenseBlock: layer {i} made {new.shape} of {x.shape}: only axis 1 may change, as they are "
                    "joined along it; is a padding missing?"
                )
            self.widths.append(x.shape[1])
            x = np.concatenate([x, new], axis=1)
        self.y_shape = x.shape
        return x

    def backward(self, grad_y):
        validate.upstream("DenseBlock", grad_y, self.y_shape)
        grad_x = grad_y
        for layer, width in zip(reversed(self.layers), reversed(self.widths)):
            grad_x = grad_x[:, :width] + layer.backward(grad_x[:, width:])
        return grad_x
