"""AvgPool1d and AvgPool2d: the mean of every window."""

import numpy as np

from dlkit.numpy import validate
from dlkit.numpy.padding import pad_adjoint
from dlkit.numpy.pooling import Pooling


class AvgPool(Pooling):
    """y[n, c, o] = (1/count) Σ_k x[n, c, s o + k], so x̄[n, c, s o + k] gathers ȳ[n, c, o] / count.

    x (n, channels, *size). count is the number of pixels in the window, the zeros of the padding among
    them unless count_include_pad is False; what ceil_mode reaches beyond the padding never counts.
    AvgPool2d's divisor_override, where given, takes the place of count.
    Raises ValueError for another rank, or an image smaller than a window.
    """

    divisor_override = None

    def __init__(self, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True):
        super().__init__(kernel_size, stride, padding, 1, ceil_mode)
        self.count_include_pad = count_include_pad

    def forward(self, x):
        x = self.pad_input(x, 0.0)
        self.padded_shape, self.count = x.shape, self._count(x.dtype)
        return sum(x[where] for _, where in self.windows()) / self.count

    def backward(self, grad_y):
        validate.upstream(type(self).__name__, grad_y, self.y_shape)
        grad_sum = grad_y / self.count
        grad_padded = np.zeros(self.padded_shape, grad_y.dtype)
        for _, where in self.windows():
            grad_padded[where] += grad_sum
        return pad_adjoint(grad_padded, self.widths)

    def _count(self, dtype):
        """What the sum of each window is divided by, of shape out_size: the product of its counts along the axes."""
        if self.divisor_override is not None:
            return self.divisor_override
        count = np.ones((), dtype)
        for size, k, s, p, out in zip(self.size, self.kernel_size, self.stride, self.padding, self.out_size):
            first, last = (-p, size + p) if self.count_include_pad else (0, size)
            start = s * np.arange(out) - p
            inside = np.minimum(start + k, last) - np.maximum(start, first)
            count = count[..., None] * inside.astype(dtype)
        return count


class AvgPool1d(AvgPool):
    __doc__ = AvgPool.__doc__
    dims = 1


class AvgPool2d(AvgPool):
    __doc__ = AvgPool.__doc__
    dims = 2

    def __init__(self, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True,
                 divisor_override=None):
        super().__init__(kernel_size, stride, padding, ceil_mode, count_include_pad)
        if divisor_override is not None:
            validate.count("AvgPool2d", divisor_override=divisor_override)
        self.divisor_override = divisor_override
