"""Checks of numbers that every room of dlkit makes: sizes, rates, shares, seeds. Arrays are checked by each room's own.

`owner` is the name that a message begins with, or the object whose class it is.
"""

import math
import numbers

import numpy as np


def finite(owner, **values):
    """Raise ValueError unless every named value is a finite number."""
    for name, value in values.items():
        if not is_finite(value):
            raise ValueError(f"{_name(owner)}: {name} must be a finite number, got {value!r}")


def at_least(owner, minimum, **values):
    """Raise ValueError unless every named value is a finite number and not below `minimum`."""
    for name, value in values.items():
        if not is_finite(value) or value < minimum:
            raise ValueError(f"{_name(owner)}: {name} must be a number of at least {minimum}, got {value!r}")


def above(owner, minimum, **values):
    """Raise ValueError unless every named value is a finite number above `minimum`."""
    for name, value in values.items():
        if not is_finite(value) or value <= minimum:
            raise ValueError(f"{_name(owner)}: {name} must be a number above {minimum}, got {value!r}")


def between(owner, low, high, **values):
    """Raise ValueError unless every named value is a number in [low, high]."""
    for name, value in values.items():
        if not is_finite(value) or not low <= value <= high:
            raise ValueError(f"{_name(owner)}: {name} must lie in [{low}, {high}], got {value!r}")


def decay(owner, **values):
    """Raise ValueError unless every named value is a number in [0, 1): the weight of the past in a running mean."""
    for name, value in values.items():
        if not is_finite(value) or not 0 <= value < 1:
            raise ValueError(f"{_name(owner)}: {name} must lie in [0, 1), got {value!r}")


def count(owner, minimum=1, **values):
    """Raise ValueError unless every named value is an integer of at least `minimum`."""
    for name, value in values.items():
        if isinstance(value, bool) or not isinstance(value, numbers.Integral) or value < minimum:
            raise ValueError(f"{_name(owner)}: {name} must be an integer of at least {minimum}, got {value!r}")


def generator(owner, rng):
    """The Generator behind `rng`: itself, one from a seed, or a fresh one for None; else ValueError or TypeError."""
    try:
        return np.random.default_rng(rng)
    except (TypeError, ValueError) as error:
        wanted = "a seed, an integer of at least 0, or a numpy.random.Generator"
        raise type(error)(f"{_name(owner)}: rng must be {wanted}, got {rng!r}") from error


def is_finite(value):
    """Whether `value` is a finite real number, and no bool."""
    return not isinstance(value, bool) and isinstance(value, numbers.Real) and math.isfinite(value)


def _name(owner):
    return owner if isinstance(owner, str) else type(owner).__name__
