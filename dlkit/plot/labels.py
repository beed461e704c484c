"""True and predicted classes, checked once for every figure that needs them."""

import numpy as np

from dlkit.plot import validate


def as_labels(y, y_hat, names, owner):
    """(y (n,), ŷ (n,), names of the K classes) as int64 arrays and strings, or an error that names `owner`."""
    y, y_hat = (_integers(array, name, owner) for array, name in ((y, "y"), (y_hat, "y_hat")))
    if y.shape != y_hat.shape:
        raise ValueError(
            f"{owner} got y of shape {y.shape} and y_hat of shape {y_hat.shape}: one prediction per label is wanted"
        )
    largest = max(y.max(), y_hat.max())
    if names is None:
        return y, y_hat, [str(k) for k in range(largest + 1)]
    if isinstance(names, str) or not np.iterable(names):
        raise TypeError(f"{owner} got labels = {names!r}: they must be a list with a name for each class")
    names = [str(name) for name in names]
    if largest >= len(names):
        raise ValueError(
            f"{owner} got the class {largest} and {len(names)} labels, for classes 0 … {len(names) - 1}: each class must have "
            "one; do classes start at 1?"
        )
    return y, y_hat, names


def _integers(values, name, owner):
    values = validate.array(owner, values, name)
    if values.ndim != 1:
        cause = "; are these logits or one-hot rows? take .argmax(axis=1)" if values.ndim == 2 else ""
        raise ValueError(f"{owner} got {name} of shape {values.shape}: one class per example, (n,), is wanted{cause}")
    if values.size == 0:
        raise ValueError(f"{owner} got no examples, {name} of shape (0,): one at least is wanted")
    if values.dtype.kind not in "iub":
        raise TypeError(
            f"{owner} got {name} of dtype {values.dtype}: classes must be integers 0 … K−1; are these probabilities?"
        )
    values = values.astype(np.int64)
    if values.min() < 0:
        raise ValueError(
            f"{owner} got the class {values.min()} in {name}: classes must count from 0; are they −1 and 1?"
        )
    return values
