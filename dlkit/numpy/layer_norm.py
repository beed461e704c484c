"""Layer normalisation: every example to mean 0 and variance 1 over its own last axes."""

import math

import numpy as np

from dlkit.numpy import validate
from dlkit.numpy.module import Module


class LayerNorm(Module):
    """y = weight x̂ + bias with x̂ = (x − mean) / √(var + eps) over the last axes, of shape normalized_shape.

    weight and bias have that shape too, one of each for every entry; the same in training and evaluation.
    With x̂'s gradient g = weight ȳ, x̄ = (g − mean(g) − x̂ mean(g x̂)) / √(var + eps).
    Raises ValueError for other last axes, TypeError for another dtype. Ba, Kiros and Hinton (2016).
    """

    parameter_names = ("weight", "bias")

    def __init__(self, normalized_shape, eps=1e-5, elementwise_affine=True, bias=True, dtype=np.float32):
        shape = tuple(normalized_shape) if isinstance(normalized_shape, (tuple, list)) else (normalized_shape,)
        for size in shape or (None,):
            validate.count("LayerNorm", normalized_shape=size)
        validate.at_least("LayerNorm", 0, eps=eps)
        self.normalized_shape, self.eps = shape, eps
        self.weight = np.ones(shape, dtype) if elementwise_affine else None
        self.bias = np.zeros(shape, dtype) if elementwise_affine and bias else None
        self.x_shape = None

    def forward(self, x):
        shape, owner = self.normalized_shape, f"LayerNorm({self.normalized_shape})"
        validate.float_array(owner, x, None if self.weight is None else self.weight.dtype)
        if x.shape[-len(shape) :] != shape:
            raise ValueError(
                f"{owner} got input {x.shape}: its last axes must be {shape}; "
                "is it images with the channels in front, or another width?"
            )
        self.x_shape, size = x.shape, math.prod(shape)
        rows = x.reshape(x.size // size, size)
        centred = rows - _mean(rows)  # before squaring: a large mean would eat up the digits
        self.std = np.sqrt(_mean_of_product(centred, centred) + self.eps)
        self.x_hat = centred / self.std
        y = self.x_hat if self.weight is None else self.x_hat * self.weight.reshape(size)
        if self.bias is not None:
            y += self.bias.reshape(size)
        return y.reshape(x.shape)

    def backward(self, grad_y):
        validate.upstream("LayerNorm", grad_y, self.x_shape)
        grad_x_hat = grad_y = grad_y.reshape(self.x_hat.shape)
        if self.weight is not None:
            self.grads = {
                "weight": np.einsum("nd,nd->d", grad_y, self.x_hat).reshape(self.normalized_shape),
                "bias": None if self.bias is None else grad_y.sum(axis=0).reshape(self.normalized_shape),
            }
            grad_x_hat = grad_y * self.weight.reshape(-1)
        slope = _mean_of_product(grad_x_hat, self.x_hat)
        return ((grad_x_hat - _mean(grad_x_hat) - self.x_hat * slope) / self.std).reshape(self.x_shape)

    def extra_repr(self):
        return (
            f"{self.normalized_shape}, eps={self.eps}, elementwise_affine={self.weight is not None}, "
            f"bias={self.bias is not None}"
        )


def _mean(a):
    """The mean of every row: (n, d) → (n, 1)."""
    return a.sum(axis=1, keepdims=True) / a.shape[1]


def _mean_of_product(a, b):
    """The mean of a b in every row, without forming the product: (n, d) → (n, 1)."""
    return np.vecdot(a, b)[:, None] / a.shape[1]
