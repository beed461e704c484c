"""AdaptiveAvgPool1d and AdaptiveAvgPool2d: as many means as asked for, whatever the size of the image."""

import numpy as np

from dlkit.numpy import spatial, validate
from dlkit.numpy.axis_maps import AxisMaps


class AdaptiveAvgPool(AxisMaps):
    """Output o of an axis is the mean over the entries ⌊o · size / out⌋ … ⌈(o + 1) size / out⌉ − 1.

    x (n, channels, *size) to (n, channels, *output_size); None keeps the size of its axis. Windows overlap
    where output_size does not divide size. AdaptiveAvgPool2d(1) is the mean of each channel, (n, channels, 1, 1).
    Raises ValueError for another rank.
    """

    dims = None

    def __init__(self, output_size):
        name, self.output_size = type(self).__name__, output_size
        self.out_size = tuple(output_size) if isinstance(output_size, (tuple, list)) else (output_size,) * self.dims
        if len(self.out_size) != self.dims:
            raise ValueError(f"{name}: output_size must be one integer, or a tuple of {self.dims}, got {output_size!r}")
        for size in self.out_size:
            if size is not None:
                validate.count(name, output_size=size)
        self.owner = f"{name}({output_size})"

    def forward(self, x):
        spatial.check_input(self.owner, x, self.dims)
        return self.apply([mean_matrix(size, out or size) for size, out in zip(x.shape[2:], self.out_size)], x)

    def extra_repr(self):
        return f"output_size={self.output_size}"


def mean_matrix(size, out):
    """A (out, size) whose row o takes the mean over its window."""
    o, i = np.arange(out)[:, None], np.arange(size)
    inside = (i >= o * size // out) & (i < -(-(o + 1) * size // out))
    return inside / inside.sum(axis=1, keepdims=True)


class AdaptiveAvgPool1d(AdaptiveAvgPool):
    __doc__ = AdaptiveAvgPool.__doc__
    dims = 1


class AdaptiveAvgPool2d(AdaptiveAvgPool):
    __doc__ = AdaptiveAvgPool.__doc__
    dims = 2
