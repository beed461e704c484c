"""What every layer and loss checks of its input, and how it says so.

A message names the layer, says what came, what was wanted, and the likely cause.
"""

import numbers

import numpy as np

from dlkit.validate import above, at_least, between, count, decay, finite, generator, is_finite  # noqa: F401 what numbers this room checks


def float_array(owner, x, dtype=None):
    """Raise TypeError unless x is a floating-point array, and of `dtype` where one is given."""
    if not isinstance(x, np.ndarray):
        raise TypeError(
            f"{owner} got a {type(x).__name__}: it takes a NumPy array; "
            "convert with np.asarray(x, dtype=np.float32)"
        )
    if x.dtype.kind != "f":
        raise TypeError(
            f"{owner} got an array of {x.dtype}: it takes floating-point numbers; "
            "convert with x.astype(np.float32)"
        )
    if dtype is not None and x.dtype != dtype:
        raise TypeError(
            f"{owner} got {x.dtype} but its parameters are {dtype}: nothing is promoted silently; "
            f"convert with x.astype(np.{dtype}), or build the layer with dtype=np.{x.dtype}"
        )


def upstream(owner, grad_y, y_shape):
    """Raise ValueError unless grad_y has the shape of the layer's last output, `y_shape`."""
    if y_shape is None:
        raise RuntimeError(f"{owner}.backward was called before the layer was: call y = layer(x) first")
    if np.shape(grad_y) != y_shape:
        raise ValueError(
            f"{owner}.backward got a gradient of shape {np.shape(grad_y)}: it must have the shape of "
            f"the last output, {y_shape}; was the layer called in between with other data?"
        )


def log_probabilities(owner, log_p, hint):
    """Raise ValueError if a log-probability is above 0 by more than rounding; nan passes, as a loss of nan."""
    if log_p.size and log_p.max() > 1e-3:
        raise ValueError(f"{owner} got values up to {log_p.max():g}: log-probabilities are at most 0; {hint}")


def probability(owner, **values):
    """Raise ValueError unless every named number lies in [0, 1]."""
    for name, value in values.items():
        if not is_finite(value) or not 0 <= value <= 1:
            raise ValueError(f"{owner}: {name} must be a probability, from 0 to 1, got {value!r}")


def integer(owner, **values):
    """Raise TypeError unless every named value is an integer."""
    for name, value in values.items():
        if isinstance(value, bool) or not isinstance(value, numbers.Integral):
            raise TypeError(f"{owner}: {name} must be an integer, got {value!r}")


def weights(owner, **values):
    """The one named value as an array of finite numbers of at least 0, None as None; else ValueError or TypeError."""
    ((name, value),) = values.items()
    if value is None:
        return None
    array = np.asarray(value)
    if array.dtype.kind not in "fiub":
        raise TypeError(f"{owner}: {name} must be numbers, got {value!r}")
    if not (np.isfinite(array).all() and (array >= 0).all()):
        raise ValueError(f"{owner}: {name} must be finite numbers of at least 0, got {value!r}")
    return array
