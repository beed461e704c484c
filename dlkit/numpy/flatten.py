"""Flatten: an image to a row."""

import numpy as np

from dlkit.numpy import validate
from dlkit.numpy.module import Module


class Flatten(Module):
    """Join the axes start_dim … end_dim into one: (n, C, H, W) → (n, C·H·W) by default."""

    def __init__(self, start_dim=1, end_dim=-1):
        self.start_dim, self.end_dim = start_dim, end_dim
        self.x_shape = self.y_shape = None

    def forward(self, x):
        if not isinstance(x, np.ndarray):
            raise TypeError(f"Flatten got a {type(x).__name__}: it takes a NumPy array")
        start, end = (d + x.ndim if d < 0 else d for d in (self.start_dim, self.end_dim))
        if not 0 <= start <= end < x.ndim:
            raise ValueError(
                f"Flatten({self.start_dim}, {self.end_dim}) got input {x.shape}: "
                "these axes are not there in this order; is the batch axis missing?"
            )
        self.x_shape = x.shape
        self.y_shape = (*x.shape[:start], int(np.prod(x.shape[start : end + 1])), *x.shape[end + 1 :])
        return x.reshape(self.y_shape)

    def backward(self, grad_y):
        validate.upstream("Flatten", grad_y, self.y_shape)
        return grad_y.reshape(self.x_shape)

    def extra_repr(self):
        return f"start_dim={self.start_dim}, end_dim={self.end_dim}"
