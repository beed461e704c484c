"""What a convolution and its adjoint share: weights and how they start, geometry, checks."""

import math

import numpy as np

from dlkit.numpy import init, spatial, validate
from dlkit.numpy.module import Module


class Convolution(Module):
    """Base of Conv1d, Conv2d and their transposes; `dims` is the number of spatial axes.

    Starts as PyTorch's do: weight and bias uniform in ±1/√fan_in, with fan_in = weight.shape[1] · kernel size.
    """

    parameter_names = ("weight", "bias")
    dims = None

    def __init__(self, in_channels, out_channels, kernel_size, stride, dilation, groups):
        name = type(self).__name__
        validate.count(name, in_channels=in_channels, out_channels=out_channels, groups=groups)
        if in_channels % groups or out_channels % groups:
            raise ValueError(
                f"{name}: groups must divide in_channels and out_channels, got groups={groups}, "
                f"in_channels={in_channels}, out_channels={out_channels}"
            )
        self.in_channels, self.out_channels, self.groups = in_channels, out_channels, groups
        self.kernel_size = spatial.per_axis(name, "kernel_size", kernel_size, self.dims)
        self.stride = spatial.per_axis(name, "stride", stride, self.dims)
        self.dilation = spatial.per_axis(name, "dilation", dilation, self.dims)
        self.owner = f"{name}({in_channels}, {out_channels}, {kernel_size})"

    def draw(self, weight_channels, bias, dtype, rng):
        """Set weight (*weight_channels, *kernel_size) and bias (out_channels,)."""
        rng = np.random.default_rng(rng)
        weight = np.empty((*weight_channels, *self.kernel_size), dtype)
        bound = math.prod(weight.shape[1:]) ** -0.5
        self.weight = init.uniform_(weight, -bound, bound, rng=rng)
        self.bias = init.uniform_(np.empty(self.out_channels, dtype), -bound, bound, rng=rng) if bias else None

    @property
    def reach(self):
        """Pixels from the first tap of the kernel to the last, both counted: d (k − 1) + 1 along each axis."""
        return tuple(d * (k - 1) + 1 for d, k in zip(self.dilation, self.kernel_size))

    def add_bias(self, y):
        """y (out_channels, n, *spatial) + b, in place."""
        if self.bias is not None:
            y += self.bias.reshape(-1, *[1] * (y.ndim - 1))
        return y

    def grad_bias(self, grad_y):
        return None if self.bias is None else grad_y.sum(axis=(0, *range(2, grad_y.ndim)))

    def extra_repr(self):
        return (
            f"{self.in_channels}, {self.out_channels}, kernel_size={self.kernel_size}, stride={self.stride}, "
            f"padding={self.padding!r}, dilation={self.dilation}, groups={self.groups}, bias={self.bias is not None}"
        )
