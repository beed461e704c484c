"""Upsample: an image of another size, by the nearest pixel or by linear interpolation."""

import math
import numbers

import numpy as np

from dlkit.numpy import spatial
from dlkit.numpy.axis_maps import AxisMaps

DIMS = {"nearest": (1, 2), "linear": (1,), "bilinear": (2,)}


class Upsample(AxisMaps):
    """x (n, channels, *in) to (n, channels, *out), with out = size or ⌊in · scale_factor⌋ along each axis.

    With r = 1/scale_factor, or in/out where size is given, output o lies at input coordinate

        nearest           ⌊r o⌋, the pixel taken
        linear, bilinear  max(r (o + ½) − ½, 0), between two pixels; (in − 1)/(out − 1) · o with align_corners.

    "linear" takes signals, "bilinear" images, "nearest" both. recompute_scale_factor takes r = in/out always.
    Raises ValueError for another mode or rank, for size and scale_factor together, or neither.
    """

    def __init__(self, size=None, scale_factor=None, mode="nearest", align_corners=None, recompute_scale_factor=None):
        if (size is None) == (scale_factor is None):
            raise ValueError(
                f"Upsample wants either size or scale_factor, got size={size!r} and scale_factor={scale_factor!r}"
            )
        if mode not in DIMS:
            raise ValueError(f"Upsample: mode must be one of {', '.join(DIMS)}, got {mode!r}")
        if align_corners is not None and mode == "nearest":
            raise ValueError(f"Upsample: align_corners={align_corners} wants mode 'linear' or 'bilinear', not 'nearest'")
        if recompute_scale_factor and size is not None:
            raise ValueError("Upsample: recompute_scale_factor wants a scale_factor, got a size")
        if size is not None:
            spatial.per_axis("Upsample", "size", size, len(size) if isinstance(size, (tuple, list)) else 1)
        elif not all(isinstance(f, numbers.Real) and 0 < f < math.inf for f in as_tuple(scale_factor, 1)):
            raise ValueError(
                f"Upsample: scale_factor must be a number above 0, or one for each axis, got {scale_factor!r}"
            )
        self.size, self.scale_factor, self.mode = size, scale_factor, mode
        self.align_corners, self.recompute_scale_factor = bool(align_corners), recompute_scale_factor

    def forward(self, x):
        dims = DIMS[self.mode][0] if np.ndim(x) == 3 else DIMS[self.mode][-1]
        spatial.check_input(f"Upsample(mode={self.mode!r})", x, dims)
        matrices = []
        for size, (out, ratio) in zip(x.shape[2:], self._out_and_ratio(x, dims)):
            if self.mode == "nearest":
                matrices.append(nearest_matrix(size, out, ratio))
            else:
                matrices.append(linear_matrix(size, out, ratio, self.align_corners))
        return self.apply(matrices, x)

    def _out_and_ratio(self, x, dims):
        """For each axis its new size, and how many pixels of the input one of the output is wide."""
        if self.size is not None:
            outs = spatial.per_axis("Upsample", "size", self.size, dims)
            return [(out, size / out) for size, out in zip(x.shape[2:], outs)]
        factors = as_tuple(self.scale_factor, dims)
        outs = [math.floor(size * factor) for size, factor in zip(x.shape[2:], factors)]
        if len(factors) != dims or min(outs) < 1:
            raise ValueError(
                f"Upsample(scale_factor={self.scale_factor}) got input {x.shape}: wanted one factor for each of its "
                f"{dims} spatial axes, and at least one pixel left along each"
            )
        if self.recompute_scale_factor:
            return [(out, size / out) for size, out in zip(x.shape[2:], outs)]
        return [(out, 1 / factor) for out, factor in zip(outs, factors)]

    def extra_repr(self):
        given = f"size={self.size}" if self.size is not None else f"scale_factor={self.scale_factor}"
        return f"{given}, mode={self.mode!r}"


def as_tuple(value, dims):
    """`value` as one entry for each of `dims` axes: itself if it is a sequence, else repeated."""
    return tuple(value) if isinstance(value, (tuple, list)) else (value,) * dims


def nearest_matrix(size, out, ratio):
    """A (out, size) with a single 1 in each row."""
    if out == size:
        return np.eye(size)
    # in float32, as PyTorch computes it: where o · ratio is an integer, rounding decides between two pixels
    pixel = np.minimum((np.arange(out, dtype=np.float32) * np.float32(ratio)).astype(np.int64), size - 1)
    return np.eye(size)[pixel]


def linear_matrix(size, out, ratio, align_corners):
    """A (out, size) whose row o holds 1 − λ and λ at the two pixels that output o lies between."""
    o = np.arange(out)
    if out == size:
        position = o * 1.0
    elif align_corners:
        position = o * ((size - 1) / max(out - 1, 1))
    else:
        position = np.maximum(ratio * (o + 0.5) - 0.5, 0)
    low = position.astype(np.int64)
    high = np.minimum(low + 1, size - 1)
    weight_high = (position - low)[:, None]
    return (1 - weight_high) * np.eye(size)[low] + weight_high * np.eye(size)[high]
