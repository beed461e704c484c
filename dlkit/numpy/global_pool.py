"""GlobalAvgPool2d and GlobalMaxPool2d: one number for each channel, whatever the size of the image."""

import numpy as np

from dlkit.numpy import spatial, validate
from dlkit.numpy.module import Module


class GlobalAvgPool2d(Module):
    """y[n, c] = (1/HW) Σ_{h, w} x[n, c, h, w]: images (n, C, H, W) to rows (n, C). Lin et al. (2014)."""

    x_shape = None

    def forward(self, x):
        spatial.check_input("GlobalAvgPool2d", x, 2)
        self.x_shape = x.shape
        return x.mean(axis=(2, 3))

    def backward(self, grad_y):
        validate.upstream("GlobalAvgPool2d", grad_y, None if self.x_shape is None else self.x_shape[:2])
        height, width = self.x_shape[2:]
        return np.tile((grad_y / (height * width))[:, :, None, None], (height, width))


class GlobalMaxPool2d(Module):
    """y[n, c] = max_{h, w} x[n, c, h, w]: images (n, C, H, W) to rows (n, C), invariant under circular shifts.

    The gradient goes to the first maximum, row by row.
    """

    x_shape = None

    def forward(self, x):
        spatial.check_input("GlobalMaxPool2d", x, 2)
        self.x_shape = x.shape
        pixels = x.reshape(*x.shape[:2], x.shape[2] * x.shape[3])
        self.index = pixels.argmax(axis=2)[:, :, None]
        return np.take_along_axis(pixels, self.index, axis=2)[:, :, 0]

    def backward(self, grad_y):
        validate.upstream("GlobalMaxPool2d", grad_y, None if self.x_shape is None else self.x_shape[:2])
        n, channels, height, width = self.x_shape
        grad_pixels = np.zeros((n, channels, height * width), grad_y.dtype)
        np.put_along_axis(grad_pixels, self.index, grad_y[:, :, None], axis=2)
        return grad_pixels.reshape(self.x_shape)
