"""Checks of arguments that the shift methods share. Each says what came, what was wanted, the likely cause."""

import math
import numbers

import numpy as np

SUM_TOLERANCE = 1e-3  # float32 softmax over many classes is this good, a forgotten softmax is not


def numbers_in(value, name, who, *, low=-math.inf, high=math.inf, hint=""):
    """`value` (n,), float32 or float64, not empty, finite and in low..high."""
    _float_array(value, name, who)
    if value.ndim != 1 or value.size == 0:
        raise ValueError(f"{who} got {name} {value.shape}: (n,) with n of 1 or more was wanted. {hint}".rstrip())
    outside = ~((value >= low) & (value <= high) & np.isfinite(value))
    if outside.any():
        bounds = "finite" if low == -math.inf else f"{low:g} or larger" if high == math.inf else f"in {low:g}..{high:g}"
        raise ValueError(f"{who} got {value[outside][0]:g} in {name}: its numbers must be {bounds}. {hint}".rstrip())
    return value


def points(value, name, who):
    """`value` (n, d), float32 or float64, not empty and finite."""
    _float_array(value, name, who)
    if value.ndim != 2 or value.size == 0:
        raise ValueError(f"{who} got {name} {value.shape}: (n, d) was wanted; for one feature pass x[:, None].")
    if not np.isfinite(value).all():
        raise ValueError(f"{who} got {name} with NaN or infinite numbers: all must be finite.")
    return value


def class_probabilities(value, name, who):
    """`value` (n, K), float32 or float64, K of 2 or more, rows that sum to 1."""
    _float_array(value, name, who)
    if value.ndim != 2 or value.shape[0] == 0 or value.shape[1] < 2:
        raise ValueError(
            f"{who} got {name} {value.shape}: (n, K) with K of 2 or more was wanted; for p(y = 1 | x) alone "
            "pass np.stack([1 - p, p], axis=1)."
        )
    _distribution(value, name, who, "rows")
    return value


def prior(value, name, who, n_classes=None):
    """`value` as a float64 array (K,) of positive numbers that sum to 1."""
    came = value
    try:
        value = np.array(value, dtype=np.float64) if value is not None else None
    except (TypeError, ValueError):
        value = None
    if value is None:
        raise TypeError(f"{who} got {name}={came!r}: numbers (K,), one a class, were wanted.")
    if value.ndim != 1 or len(value) < 2 or n_classes not in (None, len(value)):
        wanted = "(K,) with K of 2 or more" if n_classes is None else f"({n_classes},), one number a class,"
        raise ValueError(f"{who} got {name} {value.shape}: {wanted} was wanted.")
    _distribution(value, name, who, "numbers")
    return value


def labels(value, name, who, n_classes):
    """`value` (n,), integers in 0..n_classes − 1, not empty."""
    if not isinstance(value, np.ndarray) or value.dtype.kind not in "iu":
        raise TypeError(f"{who} got {name} of {_came(value)}: integer labels (n,) were wanted; y.astype(np.int64)?")
    if value.ndim != 1 or value.size == 0:
        raise ValueError(f"{who} got {name} {value.shape}: (n,), n of 1 or more, was wanted; are the labels one-hot?")
    if value.min() < 0 or value.max() >= n_classes:
        bad = value[(value < 0) | (value >= n_classes)][0]
        raise ValueError(
            f"{who} got {bad} in {name}: labels must be in 0..{n_classes - 1}; "
            "do they start at 1, or are they −1 and 1 for 0 and 1?"
        )
    return value


def number(value, name, who, *, above=None, low=-math.inf, high=math.inf):
    """`value` as a finite float, larger than `above` or in low..high."""
    if isinstance(value, bool) or not isinstance(value, numbers.Real):
        raise TypeError(f"{who} got {name}={value!r}: a number was wanted.")
    if not math.isfinite(value) or not low <= value <= high or (above is not None and value <= above):
        wanted = f"larger than {above:g}" if above is not None else f"in {low:g}..{high:g}"
        raise ValueError(f"{who} got {name}={value:g}: it must be finite and {wanted}.")
    return float(value)


def candidates(values, name, one, who):
    """`values`, a list or an array of numbers above 0, as a list of floats; not empty."""
    if not isinstance(values, (tuple, list, np.ndarray)) or len(values) == 0:
        raise TypeError(f"{who} got {name}={values!r}: a list of at least one number was wanted.")
    return [number(value, one, who, above=0) for value in values]


def count(value, name, who, *, at_least):
    """`value` as an int of `at_least` or more."""
    if isinstance(value, bool) or not isinstance(value, numbers.Integral):
        raise TypeError(f"{who} got {name}={value!r}: an int was wanted.")
    if value < at_least:
        raise ValueError(f"{who} got {name}={value}: it must be {at_least} or larger.")
    return int(value)


def _float_array(value, name, who):
    if not isinstance(value, np.ndarray) or value.dtype not in (np.float32, np.float64):
        raise TypeError(f"{who} got {name} of {_came(value)}: a float32 or float64 NumPy array was wanted.")


def _distribution(value, name, who, what):
    if not ((value >= 0) & (value <= 1)).all():
        bad = value[~((value >= 0) & (value <= 1))][0]
        raise ValueError(f"{who} got {bad:g} in {name}: probabilities are in 0..1; for logits, softmax first.")
    total = value.sum(axis=-1)
    if np.abs(total - 1).max() > SUM_TOLERANCE:
        worst = np.ravel(total)[np.abs(np.ravel(total) - 1).argmax()]
        raise ValueError(
            f"{who} got {name} whose {what} sum to {worst:g}: they must sum to 1; "
            "are these counts, or sigmoids of several labels?"
        )


def _came(value):
    return f"dtype {value.dtype}" if isinstance(value, np.ndarray) else type(value).__name__
