"""What every minimiser checks of its arguments. A message says what came, what was wanted, the likely cause."""

import numpy as np

from dlkit.validate import above, at_least, count, decay, generator  # noqa: F401 what numbers this room checks


def function(owner, name, value, *, optional=False):
    """Raise TypeError unless `value` can be called, or is None where it is optional."""
    if not (callable(value) or (optional and value is None)):
        raise TypeError(
            f"{owner}: {name} must be a function of an array (d,), got {type(value).__name__}; "
            f"was {name} called instead of passed?"
        )


def vector(owner, name, value):
    """`value` as a new float64 array (d,) of finite numbers."""
    try:
        x = np.array(value, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise TypeError(f"{owner}: {name} must be a vector of numbers, got {value!r}") from error
    if x.ndim != 1 or x.size == 0:
        came = "" if x.ndim else f", not {value!r}"
        raise ValueError(
            f"{owner}: {name} must be a vector (d,), got shape {x.shape}; for one variable pass [{name}]{came}"
        )
    if not np.isfinite(x).all():
        raise ValueError(f"{owner}: {name} must be finite, got {x}")
    return x


def box(owner, bounds):
    """`bounds`, d pairs (low, high), as two float64 arrays (d,)."""
    try:
        limits = np.array(bounds, dtype=np.float64)
    except (TypeError, ValueError):
        limits = np.empty(0)
    if limits.ndim != 2 or limits.shape[1] != 2 or len(limits) == 0:
        raise ValueError(f"{owner}: bounds must be one pair (low, high) for each variable, got {bounds!r}")
    if not np.isfinite(limits).all() or not (limits[:, 0] < limits[:, 1]).all():
        raise ValueError(f"{owner}: bounds must be finite, each low below its high, got {bounds!r}")
    return limits.T


def schedule(owner, **named):
    """k → the number of step k, for a number that is the same in every step or a function of k = 0, 1, …"""
    ((name, value),) = named.items()
    if callable(value):
        return value
    at_least(owner, 0, **named)
    return lambda k: value
