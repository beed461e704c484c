"""MaxPool1d and MaxPool2d: the largest entry of every window."""

import numpy as np

from dlkit.numpy import validate
from dlkit.numpy.padding import pad_adjoint
from dlkit.numpy.pooling import Pooling


class MaxPool(Pooling):
    """y[n, c, o] = max_k x[n, c, s o + d k]; its gradient goes to the first maximum of the window.

    x (n, channels, *size); padding counts as −∞. With return_indices also where in its image each maximum
    was found, as row · width + column. Raises ValueError for another rank, or an image smaller than a window.
    """

    def __init__(self, kernel_size, stride=None, padding=0, dilation=1, return_indices=False, ceil_mode=False):
        super().__init__(kernel_size, stride, padding, dilation, ceil_mode)
        self.return_indices = return_indices

    def forward(self, x):
        self.x = self.pad_input(x, -np.inf)
        (_, where), *others = self.windows()
        y = self.x[where].copy(order="K")
        for _, where in others:
            np.maximum(y, self.x[where], out=y)
        self.y = y
        return (y, self._indices()) if self.return_indices else y

    def backward(self, grad_y):
        validate.upstream(type(self).__name__, grad_y, self.y_shape)
        grad_padded = np.zeros_like(self.x, dtype=grad_y.dtype)
        apart = all(s > d * (k - 1) for s, d, k in zip(self.stride, self.dilation, self.kernel_size))
        for _, where, first in self._first_maxima():
            if apart:  # no pixel is in two windows: setting is faster than adding
                np.multiply(grad_y, first, out=grad_padded[where])
            else:
                grad_padded[where] += grad_y * first
        return pad_adjoint(grad_padded, self.widths)

    def _first_maxima(self):
        """(k, where, mask) for every tap: the windows whose first maximum it meets."""
        left = np.ones_like(self.y, dtype=bool)
        for k, where in self.windows():
            first = self.x[where] == self.y
            first &= left
            left ^= first
            yield k, where, first

    def _indices(self):
        indices = np.zeros(self.y_shape, np.int64)
        for k, _, first in self._first_maxima():
            flat = np.zeros((), np.int64)
            for size, i, out, s, p, d in zip(self.size, k, self.out_size, self.stride, self.padding, self.dilation):
                flat = flat[..., None] * size + s * np.arange(out) + d * i - p
            indices += flat * first
        return indices


class MaxPool1d(MaxPool):
    __doc__ = MaxPool.__doc__
    dims = 1


class MaxPool2d(MaxPool):
    __doc__ = MaxPool.__doc__
    dims = 2
