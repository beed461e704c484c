"""The score of a class: what is differentiated, and the upstream gradient that picks it."""

import numpy as np


def upstream_of(owner, y, n, label):
    """∂(score of `label`)/∂y, the shape of y: outputs (n, K), `label` an integer or one for each example (n,).

    With K outputs the score of class k is y[:, k], with a single one it is y for class 1 and −y for class 0, as y is
    then the logit of class 1. Raises ValueError for other outputs or a class out of range, TypeError for labels that
    are no integers.
    """
    shape = tuple(np.shape(y)) if isinstance(y, np.ndarray) else type(y).__name__
    if not isinstance(y, np.ndarray) or y.ndim != 2 or len(y) != n:
        raise ValueError(
            f"{owner}: the model gave {shape} for an input of {n} rows; wanted are scores ({n}, classes); is the batch "
            "axis of the input missing (then x[None]), or does the model return more than scores?"
        )
    labels = as_labels(owner, label, n)
    count = max(y.shape[1], 2)
    if labels.size and not 0 <= labels.min() <= labels.max() < count:
        bad = labels[(labels < 0) | (labels >= count)][0]
        raise ValueError(f"{owner} got label {bad}, but the model's scores {y.shape} have the classes 0 … {count - 1}")
    upstream = np.zeros_like(y)
    if y.shape[1] == 1:
        upstream[:, 0] = 2 * labels - 1
    else:
        upstream[np.arange(n), labels] = 1
    return upstream


def as_labels(owner, label, n):
    """Labels (n,) from one integer or n of them."""
    labels = np.asarray(label.detach().cpu() if hasattr(label, "detach") else label)
    if labels.dtype.kind not in "iu":
        came = f"dtype {labels.dtype}" if labels.ndim else f"type {type(label).__name__}"
        raise TypeError(f"{owner} got a label of {came}: it must be an integer, or one for each example, ({n},)")
    if labels.shape not in ((), (n,)):
        raise ValueError(
            f"{owner} got labels {labels.shape} for {n} examples: wanted is one integer, or ({n},); are they one-hot?"
        )
    return np.broadcast_to(labels, (n,))
