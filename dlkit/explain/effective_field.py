"""What one unit of a layer does see of the image, measured through the gradient."""

import numpy as np

from dlkit.explain.receptive_field import as_unit
from dlkit.explain.watched import layer_name, watched


def effective_receptive_field(model, x, layer, unit=None):
    """The mean over examples and channels of |∂(Σ_c a[c, unit])/∂x|, a the feature maps of `layer`.

    x (n, C, H, W) → (H, W), or (n, C, L) → (L,): how strongly each pixel acts on the `unit`, one index per axis, by
    default the one in the middle. Where it is not 0 lies within the receptive field; ReLU and max pooling let less
    through for a single image, so take many. Raises ValueError for a layer that is not there, one without feature
    maps, or a unit outside them.
    Luo, Li, Urtasun and Zemel (2016), "Understanding the effective receptive field in deep convolutional neural
    networks".
    """
    owner = "explain.effective_receptive_field"
    seen = watched(owner, model, x, slopes=True)
    name = layer_name(owner, seen, layer)
    A = seen.output_of(name)
    if A.ndim != len(seen.x_shape) or A.ndim not in (3, 4):
        raise ValueError(
            f"{owner}: layer {name!r} gives {A.shape} for an input {seen.x_shape}; wanted are feature maps "
            "(n, channels, height, width), or (n, channels, length)"
        )
    sizes = A.shape[2:]
    unit = tuple(size // 2 for size in sizes) if unit is None else as_unit(owner, unit, sizes, name)
    upstream = np.zeros_like(A)
    upstream[:, :, *unit] = 1
    return np.abs(seen.gradient(name, upstream)).mean(axis=(0, 1))
