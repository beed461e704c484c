"""Layers that act on each spatial axis by a matrix: y = A x Bᵀ on an image, y = A x on a signal."""

import numpy as np

from dlkit.numpy import validate
from dlkit.numpy.module import Module


class AxisMaps(Module):
    """Base of AdaptiveAvgPool and Upsample: x (n, channels, H, W), A (out H, H), B (out W, W), and x̄ = Aᵀ ȳ B."""

    y_shape = None

    def apply(self, matrices, x):
        """y, one matrix for each spatial axis of x; they are kept for backward."""
        self.matrices = [matrix.astype(x.dtype, copy=False) for matrix in matrices]
        y = along_axes(self.matrices, x)
        self.y_shape = y.shape
        return y

    def backward(self, grad_y):
        validate.upstream(type(self).__name__, grad_y, self.y_shape)
        return along_axes([matrix.T for matrix in self.matrices], grad_y)


def along_axes(matrices, x):
    """x with axis 2 + i multiplied by matrices[i]."""
    for axis, matrix in enumerate(matrices, start=2):
        x = np.moveaxis(np.tensordot(matrix, x, axes=(1, axis)), 0, axis)
    return x
