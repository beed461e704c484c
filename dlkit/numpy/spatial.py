"""What layers on images and on signals check: sizes per spatial axis, and the rank and channels of the input."""

import numpy as np

from dlkit.numpy import validate

AXES = {1: "length", 2: "height, width"}


def per_axis(owner, name, value, dims, minimum=1):
    """A tuple of one integer per spatial axis: an integer counts for every axis, a tuple names each.

    Raises ValueError for anything else and for integers below `minimum`.
    """
    values = tuple(value) if isinstance(value, (tuple, list)) else (value,) * dims
    right = [isinstance(v, (int, np.integer)) and not isinstance(v, bool) and v >= minimum for v in values]
    if len(values) != dims or not all(right):
        raise ValueError(
            f"{owner}: {name} must be an integer of at least {minimum}, or a tuple of {dims} of them, got {value!r}"
        )
    return tuple(int(v) for v in values)


def check_input(owner, x, dims, channels=None, dtype=None):
    """Raise unless x is a floating-point array (n, channels, *spatial axes), no spatial axis of which is empty."""
    validate.float_array(owner, x, dtype)
    wanted = f"(n, {channels or 'channels'}, {AXES[dims]})"
    if x.ndim != dims + 2:
        hint = "was the image flattened?" if x.ndim <= 2 else "are there too many axes?"
        if x.ndim == dims + 1:
            hint = "is the channel axis missing?"
            if channels and x.shape[0] == channels != x.shape[1]:
                hint = "is the batch axis missing? then x[None]"
        raise ValueError(f"{owner} got input {x.shape}: wanted {wanted}; {hint}")
    if channels and x.shape[1] != channels:
        hint = f"does the layer before it give {channels} channels?"
        if x.shape[-1] == channels:
            hint = "are the channels last? then np.moveaxis(x, -1, 1)"
        raise ValueError(f"{owner} got input {x.shape}: wanted {wanted}, {channels} channels on axis 1; {hint}")
    if 0 in x.shape[2:]:
        raise ValueError(f"{owner} got input {x.shape}: wanted {wanted} with at least one pixel along every axis")


def by(sizes):
    """Sizes as in a sentence: 28 × 28."""
    return " × ".join(map(str, sizes))
