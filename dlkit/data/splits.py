"""Disjoint parts of a data set: train, validation, test."""

import numpy as np

from dlkit.data import validate


def split(*arrays, fractions=(0.8, 0.2), rng=None, stratify=None):
    """Shuffle the rows of `arrays` and cut them into disjoint parts, one a fraction.

    Returns a tuple of parts, each a tuple with one array for each of `arrays`, rows still matched:
    `(x_train, y_train), (x_test, y_test) = split(x, y, rng=0)`. Every row lands in exactly one part.
    With `stratify`, labels (n,), each class is cut on its own: each part holds its fraction of every
    class to within one row. `rng`: a Generator or a seed, required.
    Raises ValueError if the lengths differ, a fraction is outside 0..1, the fractions do not add up
    to 1, or a part would have no row (with `stratify`: none of some class); TypeError if rng is
    missing or something is not a NumPy array.
    """
    n = _common_length(arrays)
    fractions = _checked_fractions(fractions)
    rng = validate.generator(rng, "split")
    if stratify is None:
        parts = _cut(rng.permutation(n), fractions, "rows")
    else:
        labels = _checked_labels(stratify, n)
        by_class = [
            _cut(rng.permutation(np.flatnonzero(labels == label)), fractions, f"rows of class {label}")
            for label in np.unique(labels)
        ]
        parts = [rng.permutation(np.concatenate(pieces)) for pieces in zip(*by_class)]
    return tuple(tuple(array[part] for array in arrays) for part in parts)


def _cut(rows, fractions, what):
    # Round the running sum, not each part: the parts then hold every row once.
    stops = [round(len(rows) * total) for total in np.cumsum(fractions).tolist()]
    parts = np.split(rows, stops[:-1])
    for k, part in enumerate(parts):
        if len(part) == 0:
            raise ValueError(
                f"split of {len(rows)} {what} leaves part {k} (fraction {fractions[k]:g}) empty: "
                "pass more rows or a larger fraction; stratify needs several rows of each class."
            )
    return parts


def _checked_fractions(fractions):
    if not isinstance(fractions, (tuple, list)):
        raise TypeError(f"split got fractions={fractions!r}: one fraction a part was wanted, as in fractions=(0.8, 0.2).")
    fractions = [validate.fraction(fraction, "a fraction", "split") for fraction in fractions]
    if abs(sum(fractions) - 1) > 1e-6:
        raise ValueError(
            f"split got fractions {tuple(fractions)} with sum {sum(fractions):g}: they must add up to 1; "
            "is the last part missing?"
        )
    return fractions


def _common_length(arrays):
    if not arrays:
        raise TypeError("split got no array: call it as split(x, y, rng=0).")
    for array in arrays:
        if not isinstance(array, np.ndarray) or array.ndim == 0:
            raise TypeError(
                f"split got a {type(array).__name__}: NumPy arrays with at least one axis were wanted; "
                "split before turning them into tensors."
            )
    lengths = [len(array) for array in arrays]
    if len(set(lengths)) > 1:
        raise ValueError(f"split got arrays of {lengths} rows: all must have as many; do x and y belong together?")
    return lengths[0]


def _checked_labels(stratify, n):
    if not isinstance(stratify, np.ndarray):
        raise TypeError(f"split got stratify={stratify!r}: the labels themselves were wanted, as in stratify=y.")
    if stratify.shape != (n,):
        raise ValueError(
            f"split got stratify of shape {stratify.shape}: ({n},) was wanted, one label a row; are the labels one-hot?"
        )
    return stratify
