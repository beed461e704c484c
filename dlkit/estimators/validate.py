"""What every estimator checks of its data and hyper-parameters, and how it says so.

Data are checked by scikit-learn's own functions, so lists and data frames are taken as everywhere else, and its
messages get the estimator's name and the shape that came. As in scikit-learn a constructor only stores its
arguments (`clone` and `set_params` rely on that): hyper-parameters are checked in `fit`.
"""

import numpy as np
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import validate_data

from dlkit.validate import above, at_least, count, finite, generator  # noqa: F401 what numbers this room checks


def features(estimator, X, *, reset=False):
    """X as float64 (n, d) of finite numbers; `reset` notes its width, otherwise X must have the width noted."""
    return _named(estimator, X, reset=reset, dtype=np.float64)


def regression(estimator, X, y, *, multi_output=False):
    """X as float64 (n, d) and y as float64 (n,), or (n, t) where several targets are taken."""
    _no_strings(estimator, y, "y")
    X, y = _named(estimator, X, y, dtype=np.float64, y_numeric=True, multi_output=multi_output)
    return X, y.astype(np.float64, copy=False)


def classification(estimator, X, y):
    """X as float64 (n, d), the sorted classes (K,), and the labels as positions in them, int64 (n,)."""
    X, y = _named(estimator, X, y, dtype=np.float64)
    try:
        check_classification_targets(y)
    except ValueError as error:
        raise ValueError(f"{type(estimator).__name__} got y {y.shape} of {y.dtype}, wanted a class for each row: {error}") from error
    classes, index = np.unique(y, return_inverse=True)
    if len(classes) < 2:
        raise ValueError(
            f"{type(estimator).__name__} got labels of one class, {classes[0]}: it tells classes apart and needs "
            "samples of at least 2; was the data sorted by label before it was cut?"
        )
    return X, classes, index


def _no_strings(estimator, array, what):
    """Raise ValueError for strings, which scikit-learn would read as numbers where it can."""
    kind = array.dtype.kind if isinstance(array, np.ndarray) else np.asarray(array).dtype.kind if isinstance(array, list) else ""
    if kind in ("U", "S"):
        shape = np.shape(array)
        raise ValueError(f"{type(estimator).__name__} got {what} {shape} of strings: wanted numbers; convert with .astype(float)")


def _named(estimator, X, *y, **options):
    _no_strings(estimator, X, "X")
    try:
        return validate_data(estimator, X, *y, **options)
    except (TypeError, ValueError) as error:
        data = zip(("X", "y"), (X, *y))
        came = [f"{name} {getattr(a, 'shape', f'of {type(a).__name__}')}" for name, a in data]
        wanted = "X (n, d) of finite numbers" + (" and y with a row for each" if y else "")
        kind = ValueError if isinstance(error, ValueError) else TypeError
        raise kind(f"{type(estimator).__name__} got {' and '.join(came)}: {error}\nWanted: {wanted}") from error


def array(estimator, **values):
    """The one named value as a float64 array, else TypeError."""
    ((name, value),) = values.items()
    if np.ndim(value) == 0 or np.asarray(value).dtype.kind not in "fiub":
        came = f"{value.dtype} {value.shape}" if isinstance(value, np.ndarray) else repr(value)
        raise TypeError(f"{type(estimator).__name__}: {name} must be an array of numbers, got {came}")
    return np.array(value, dtype=np.float64)


def one_of(estimator, choices, **values):
    """Raise ValueError unless every named value is one of `choices`."""
    for name, value in values.items():
        if value not in choices:
            raise ValueError(f"{type(estimator).__name__}: {name} must be one of {', '.join(choices)}, got {value!r}")
