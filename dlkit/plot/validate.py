"""Checks that every figure makes of what it is given: Axes, numbers, arrays."""

import numpy as np

from dlkit.validate import above, at_least, count, finite, is_finite  # noqa: F401 what numbers this room checks


def axes(owner, ax):
    """Raise TypeError unless `ax` is one Axes of matplotlib."""
    if not hasattr(ax, "transData"):
        several = isinstance(ax, (np.ndarray, list, tuple))
        cause = "is it several of them? take one" if several else "it is what `with plot.figure(alt=…) as ax:` yields"
        raise TypeError(f"{owner} got ax = a {type(ax).__name__}: it must be an Axes; {cause}")


def function(owner, **values):
    """Raise TypeError unless every named value can be called."""
    for name, value in values.items():
        if not callable(value):
            raise TypeError(f"{owner} got {name} = {value!r}: it must be a function")


def span(owner, **values):
    """Raise ValueError unless every named value is a pair of finite numbers that rise."""
    for name, value in values.items():
        ends = list(value) if np.iterable(value) else []
        if len(ends) != 2 or not all(map(is_finite, ends)) or not ends[0] < ends[1]:
            raise ValueError(
                f"{owner} got {name} = {value!r}: it must be (low, high), the first number below the second"
            )


def names(owner, given, number, *, what, of):
    """`given` as a list of texts, one for each of `number` things; TypeError for no list, ValueError for another length."""
    if isinstance(given, str) or not np.iterable(given):
        raise TypeError(f"{owner} got {what} = {given!r}: they must be a list with one for each of the {number} {of}")
    given = [str(name) for name in given]
    if len(given) != number:
        raise ValueError(f"{owner} got {len(given)} {what} for {number} {of}: one for each is wanted")
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


def numeric(owner, values, what, *, all_finite=True):
    """The same of real numbers; TypeError for another dtype, ValueError where they must be finite and one is not."""
    entries = array(owner, values, what)
    if entries.dtype.kind not in "fiub":
        raise TypeError(f"{owner} got {what} of dtype {entries.dtype}: it must be an array of real numbers")
    if all_finite and not np.isfinite(entries).all():
        strange = entries[~np.isfinite(entries)][0]
        raise ValueError(f"{owner} got {strange:g} in {what}: its numbers must be finite; did a training diverge?")
    return entries
