"""What losses on classes check of their labels and class weights."""

import numpy as np


def checked(loss, scores, y):
    """Integer labels y (n, …) for scores (n, K, …), and which of them count: an array, or None if all do.

    Labels equal to `loss.ignore_index` do not count, and come back as 0.
    """
    name, n_classes, wanted = type(loss).__name__, scores.shape[1], (scores.shape[0], *scores.shape[2:])
    if not isinstance(y, np.ndarray) or y.dtype.kind not in "iu":
        came = f"{y.dtype} {y.shape}" if isinstance(y, np.ndarray) else type(y).__name__
        raise TypeError(
            f"{name} got labels of {came} for {loss.scores} {scores.shape}: labels are integers of shape {wanted}, "
            f"as in y.astype(np.int64){loss.other_targets}"
        )
    if y.shape != wanted:
        raise ValueError(
            f"{name} got {loss.scores} {scores.shape} and labels {y.shape}: labels must be {wanted}; "
            "are they one-hot? then use y.argmax(axis=1)"
        )
    in_range = y.size == 0 or (y.min() >= 0 and y.max() < n_classes)
    if in_range and not 0 <= loss.ignore_index < n_classes:
        return y, None  # without a search for labels to ignore
    kept = y != loss.ignore_index
    y = np.where(kept, y, 0)
    if y.size and not (y.min() >= 0 and y.max() < n_classes):
        bad = y[(y < 0) | (y >= n_classes)][0]
        raise ValueError(
            f"{name} got label {bad}, but {loss.scores} {scores.shape} have the classes 0 … {n_classes - 1}; "
            "do the labels start at 1, or is the last layer too narrow?"
        )
    return y, None if kept.all() else kept


def class_weight(loss, scores):
    """The loss's `weight` (K,), to be broadcast against scores (n, K, …); 1 where it has none."""
    if loss.weight is None:
        return 1
    if loss.weight.shape != (scores.shape[1],):
        raise ValueError(
            f"{type(loss).__name__}: weight has shape {loss.weight.shape}, but {loss.scores} {scores.shape} "
            f"have {scores.shape[1]} classes"
        )
    return loss.weight.astype(scores.dtype).reshape(-1, *[1] * (scores.ndim - 2))


def at(y):
    """The index of scores (n, K, …) that picks the entries of the labels y (n, …)."""
    n, *rest = np.indices(y.shape, sparse=True)
    return (n, y, *rest)
