"""unfold (im2col) lays the windows of an image out as columns; fold, its adjoint, adds columns up to an image.

Channels come first here, arrays are (channels, n, *spatial): then one matrix product is a convolution.
"""

import math

import numpy as np


def taps(kernel_size, out_size, stride, dilation):
    """(k, where) for every tap k of a kernel: x[where] is what it meets in all windows o, x[…, s o + d k]."""
    for k in np.ndindex(*kernel_size):
        yield k, (..., *(slice(d * i, d * i + s * (o - 1) + 1, s) for i, o, s, d in zip(k, out_size, stride, dilation)))


def unfold(x, kernel_size, out_size, stride, dilation):
    """patches[c, k, n, o] = x[c, n, s o + d k], of shape (channels, *kernel_size, n, *out_size)."""
    channels, n = x.shape[:2]
    patches = np.empty((channels, *kernel_size, n, *out_size), x.dtype)
    for k, where in taps(kernel_size, out_size, stride, dilation):
        patches[:, *k] = x[where]
    return patches


def fold(patches, size, stride, dilation):
    """x[c, n, s o + d k] = Σ patches[c, k, n, o] over all (k, o) that meet there, `size` being x's spatial one."""
    channels, *kernel_size = patches.shape[: 1 + len(size)]
    n, *out_size = patches.shape[1 + len(size) :]
    x = np.zeros((channels, n, *size), patches.dtype)
    for k, where in taps(kernel_size, out_size, stride, dilation):
        x[where] += patches[:, *k]
    return x


def as_matrices(a, groups, row_axes=1):
    """The first `row_axes` axes as rows, in `groups` of equal size, the others as columns: (groups, rows, columns)."""
    rows, columns = math.prod(a.shape[:row_axes]), math.prod(a.shape[row_axes:])
    return a.reshape(groups, rows // groups, columns)
