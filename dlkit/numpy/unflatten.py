"""Unflatten: a row to an image."""

import math

import numpy as np

from dlkit.numpy import validate
from dlkit.numpy.module import Module


class Unflatten(Module):
    """Split the axis `dim` into axes of sizes `unflattened_size`: Unflatten(1, (C, H, W)) undoes Flatten().

    One of the sizes may be −1: what is left for it. Raises ValueError where the sizes do not multiply to the axis.
    """

    def __init__(self, dim, unflattened_size):
        if not isinstance(dim, (int, np.integer)) or isinstance(dim, bool):
            raise TypeError(f"Unflatten: dim must be an integer, got {dim!r}")
        if not isinstance(unflattened_size, (tuple, list)) or not unflattened_size:
            raise TypeError(f"Unflatten: unflattened_size must be a tuple such as (3, 8, 8), got {unflattened_size!r}")
        for size in unflattened_size:
            if size != -1:
                validate.count("Unflatten", unflattened_size=size)
        if unflattened_size.count(-1) > 1:
            raise ValueError(f"Unflatten: only one size can be left open with -1, got {unflattened_size}")
        self.dim, self.unflattened_size = dim, tuple(unflattened_size)
        self.x_shape = self.y_shape = None

    def forward(self, x):
        owner = f"Unflatten({self.dim}, {self.unflattened_size})"
        if not isinstance(x, np.ndarray):
            raise TypeError(f"{owner} got a {type(x).__name__}: it takes a NumPy array")
        if not -x.ndim <= self.dim < x.ndim:
            raise ValueError(f"{owner} got input {x.shape}, which has no axis {self.dim}; is the batch axis missing?")
        dim = self.dim % x.ndim
        known = math.prod(size for size in self.unflattened_size if size != -1)
        sizes = tuple(x.shape[dim] // known if size == -1 else size for size in self.unflattened_size)
        if math.prod(sizes) != x.shape[dim]:
            wanted = f"a multiple of {known}" if -1 in self.unflattened_size else known
            raise ValueError(
                f"{owner} got input {x.shape}: axis {self.dim} must be {wanted}, the product of the sizes; "
                "is the layer before it of this width?"
            )
        self.x_shape, self.y_shape = x.shape, (*x.shape[:dim], *sizes, *x.shape[dim + 1 :])
        return x.reshape(self.y_shape)

    def backward(self, grad_y):
        validate.upstream("Unflatten", grad_y, self.y_shape)
        return grad_y.reshape(self.x_shape)

    def extra_repr(self):
        return f"dim={self.dim}, unflattened_size={self.unflattened_size}"
