"""Padding of the spatial axes, and its adjoint.

`widths` is one (before, after) per spatial axis, the last axes of the array. Of a row a b c, padded by two,

    zeros 0 0 a b c 0 0     reflect c b a b c b a     circular b c a b c a b     replicate a a a b c c c.
"""

import numpy as np

NUMPY_MODES = {"reflect": "reflect", "circular": "wrap", "replicate": "edge"}
MODES = ("zeros", *NUMPY_MODES)


def pad(x, widths, mode="zeros", value=0.0):
    """x with more entries along its last axes; with mode "zeros" the new ones are `value`."""
    if not np.any(widths):
        return x
    if mode != "zeros":
        return np.pad(x, [(0, 0)] * (x.ndim - len(widths)) + list(widths), NUMPY_MODES[mode])
    sizes = [before + size + after for (before, after), size in zip(widths, x.shape[-len(widths) :])]
    padded = np.full((*x.shape[: -len(widths)], *sizes), value, x.dtype)
    _inside(padded, widths)[...] = x
    return padded


def pad_adjoint(grad_padded, widths, mode="zeros"):
    """∂L/∂x for x of `pad`: every entry of the padding gives its gradient back to where it was copied from."""
    if mode == "zeros":
        return _inside(grad_padded, widths)
    grad = grad_padded
    for axis, (before, after) in enumerate(widths, start=grad.ndim - len(widths)):
        grad = np.moveaxis(grad, axis, 0)
        size = len(grad) - before - after
        source = np.pad(np.arange(size), (before, after), NUMPY_MODES[mode])
        grad_x = grad[before : before + size].copy()
        for i in (*range(before), *range(before + size, len(grad))):
            grad_x[source[i]] += grad[i]
        grad = np.moveaxis(grad_x, 0, axis)
    return grad


def largest_width(mode, size):
    """How much may be added to either end of an axis of `size`: a reflection leaves out the border itself."""
    return {"reflect": size - 1, "circular": size}.get(mode, np.inf)


def _inside(padded, widths):
    return padded[(..., *(slice(before, -after or None) for before, after in widths))]
