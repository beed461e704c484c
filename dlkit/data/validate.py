"""Checks of arguments that every maker of data shares. Each says what came, what was wanted, the likely cause."""

import math
import numbers

import numpy as np


def generator(rng, who):
    """The Generator behind `rng`: itself, or a new one from an int seed.

    Raises TypeError for anything else, None included, ValueError for a negative seed.
    """
    if isinstance(rng, np.random.Generator):
        return rng
    if isinstance(rng, numbers.Integral) and not isinstance(rng, bool):
        if rng < 0:
            raise ValueError(f"{who} got rng={rng}: a seed must be 0 or larger.")
        return np.random.default_rng(int(rng))
    raise TypeError(
        f"{who} got rng={rng!r}: it draws random numbers and must be told from where. "
        "Pass a seed (rng=0) or numpy.random.default_rng(0); the global np.random state is never used."
    )


def integer(value, name, who, *, at_least):
    """`value` as an int of `at_least` or more."""
    if isinstance(value, bool) or not isinstance(value, numbers.Integral):
        raise TypeError(f"{who} got {name}={value!r}: an int was wanted; was it computed with / instead of //?")
    if value < at_least:
        raise ValueError(f"{who} got {name}={value}: it must be {at_least} or larger.")
    return int(value)


def real(value, name, who, *, low=-math.inf, high=math.inf, hint=""):
    """`value` as a finite float in low..high; `hint` is the likely cause of one outside."""
    if isinstance(value, bool) or not isinstance(value, numbers.Real):
        raise TypeError(f"{who} got {name}={value!r}: a number was wanted.")
    if not (math.isfinite(value) and low <= value <= high):
        wanted = f"{low:g} or larger" if high == math.inf else f"between {low:g} and {high:g}"
        raise ValueError(f"{who} got {name}={value}: it must be finite and {wanted}. {hint}".rstrip())
    return float(value)


def fraction(value, name, who, *, hint="Was a percentage or a count passed?"):
    """`value` as a float in 0..1."""
    return real(value, name, who, low=0, high=1, hint=hint)


def floating(dtype, who):
    """`dtype` as numpy.dtype, float32 or float64."""
    wanted = f"{who} got dtype={dtype!r}: numpy.float32 or numpy.float64 was wanted"
    try:
        known = np.dtype(dtype) if dtype is not None else None  # NumPy reads None as float64
    except TypeError as error:
        raise TypeError(f"{wanted}; is it a torch dtype?") from error
    if known not in (np.float32, np.float64):
        raise TypeError(f"{wanted}; labels are always int64 and have no dtype argument.")
    return known
