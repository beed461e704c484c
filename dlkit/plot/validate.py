"""Checks that every figure makes of what it is given: Axes, numbers, arrays."""

import numbers

import numpy as np


def axes(owner, ax):
    """Raise TypeError unless `ax` is one Axes of matplotlib."""
    if not hasattr(ax, "transData"):
        several = isinstance(ax, (np.ndarray, list, tuple))
        cause = "is it several of them? take one" if several else "it is what `with plot.figure(alt=…) as ax:` yields"
        raise TypeError(f"{owner} got ax = a {type(ax).__name__}: it must be an Axes; {cause}")


def positive(owner, **values):
    """Raise ValueError unless every named value is a finite number above 0."""
    for name, value in values.items():
        if not _finite(value) or value <= 0:
            raise ValueError(f"{owner}: {name} must be a number above 0, got {value!r}")


def not_negative(owner, **values):
    """Raise ValueError unless every named value is a finite number of at least 0."""
    for name, value in values.items():
        if not _finite(value) or value < 0:
            raise ValueError(f"{owner}: {name} must be a number of at least 0, got {value!r}")


def finite(owner, **values):
    """Raise ValueError unless every named value is a finite number."""
    for name, value in values.items():
        if not _finite(value):
            raise ValueError(f"{owner}: {name} must be a finite number, got {value!r}")


def count(owner, *, least=1, **values):
    """Raise ValueError unless every named value is an integer of at least `least`."""
    for name, value in values.items():
        if isinstance(value, bool) or not isinstance(value, numbers.Integral) or value < least:
            raise ValueError(f"{owner}: {name} must be an integer of at least {least}, got {value!r}")


def function(owner, **values):
    """Raise TypeError unless every named value can be called."""
    for name, value in values.items():
        if not callable(value):
            raise TypeError(f"{owner} got {name} = {value!r}: it must be a function")


def span(owner, **values):
    """Raise ValueError unless every named value is a pair of finite numbers that rise."""
    for name, value in values.items():
        ends = list(value) if np.iterable(value) else []
        if len(ends) != 2 or not all(map(_finite, ends)) or not ends[0] < ends[1]:
            raise ValueError(
                f"{owner} got {name} = {value!r}: it must be (low, high), the first number below the second"
            )


def names(owner, given, count, *, what, of):
    """`given` as a list of texts, one for each of `count` things; TypeError for no list, ValueError for another length."""
    if isinstance(given, str) or not np.iterable(given):
        raise TypeError(f"{owner} got {what} = {given!r}: they must be a list with one for each of the {count} {of}")
    given = [str(name) for name in given]
    if len(given) != count:
        raise ValueError(f"{owner} got {len(given)} {what} for {count} {of}: one for each is wanted")
    return given


def as_array(values):
    """A NumPy array of an array or of a PyTorch tensor, wherever it is."""
    return np.asarray(values.detach().cpu() if hasattr(values, "detach") else values)


def array(owner, values, what):
    """`values` as a NumPy array of one axis or more; TypeError for None, a number, a text, ValueError for uneven rows."""
    try:
        entries = as_array(values)
    except ValueError:
        raise ValueError(f"{owner} got {what} with rows of several lengths: they must all have one") from None
    if entries.ndim == 0:
        raise TypeError(f"{owner} got {what} of type {type(values).__name__}: it must be an array")
    return entries


def numeric(owner, values, what, *, finite=True):
    """The same of real numbers; TypeError for another dtype, ValueError where they must be finite and one is not."""
    entries = array(owner, values, what)
    if entries.dtype.kind not in "fiub":
        raise TypeError(f"{owner} got {what} of dtype {entries.dtype}: it must be an array of real numbers")
    if finite and not np.isfinite(entries).all():
        strange = entries[~np.isfinite(entries)][0]
        raise ValueError(f"{owner} got {strange:g} in {what}: its numbers must be finite; did a training diverge?")
    return entries


def _finite(value):
    return not isinstance(value, bool) and isinstance(value, numbers.Real) and bool(np.isfinite(value))
