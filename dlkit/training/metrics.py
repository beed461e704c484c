"""Metrics: functions of predictions and targets, on arrays or tensors, for fit(metrics={"accuracy": accuracy}).

Most are means over examples, so fit averages them over batches, weighted by their sizes. Those marked
`whole_set` are no such means: fit keeps the predictions of an epoch and calls them once, on all of it.
"""

import numpy as np


def whole_set(metric):
    """Mark a metric that must see all predictions at once; fit then hands it NumPy arrays."""
    if not callable(metric):
        raise TypeError(f"whole_set takes a function of (y_hat, y), got metric = {metric!r}")
    metric.whole_set = True
    return metric


def accuracy(y_hat, y):
    """Share of right decisions: the largest of K logits (n, K, …), or the sign of one logit (y's shape).

    For labels (n, …) of integers, or for one logit also 0/1 of any dtype. A logit that is not a number decides nothing.
    """
    _check("accuracy", y_hat, y)
    if tuple(y_hat.shape) == tuple(y.shape):
        right = ((y_hat > 0) == (y > 0.5)) & (y_hat == y_hat)
    elif _has_classes(y_hat, y):
        right = (y_hat.argmax(1) == y) & (y_hat == y_hat).all(1)
    else:
        raise ValueError(
            f"accuracy got predictions {tuple(y_hat.shape)} and targets {tuple(y.shape)}: "
            "wanted (n, K, …) and (n, …), or equal shapes for one logit"
        )
    return right.sum() / max(len(right.reshape(-1)), 1)


def top_k_accuracy(y_hat, y, k=5):
    """Share of labels (n, …) among the k largest of K logits (n, K, …); k below K, or every answer is right.

    A tie with the label's logit counts against it: logits that are all equal are no answer.
    """
    _check("top_k_accuracy", y_hat, y)
    if not _has_classes(y_hat, y) or not isinstance(k, int) or not 1 <= k < y_hat.shape[1]:
        raise ValueError(
            f"top_k_accuracy got predictions {tuple(y_hat.shape)}, targets {tuple(y.shape)} and k = {k!r}: "
            "wanted (n, K, …) and (n, …), and k from 1 to K − 1"
        )
    _check_labels("top_k_accuracy", y, y_hat.shape[1])
    labels = y[:, None]
    own = y_hat.gather(1, labels) if hasattr(y_hat, "gather") else np.take_along_axis(y_hat, labels, axis=1)
    rank = (y_hat >= own).sum(1)  # 0 where the logit is not a number
    right = (rank >= 1) & (rank <= k)
    return right.sum() / max(len(right.reshape(-1)), 1)


def mean_squared_error(y_hat, y):
    """Mean of (ŷ − y)² over all entries; ŷ and y of one shape."""
    return ((y_hat - _same_shape("mean_squared_error", y_hat, y)) ** 2).mean()


def mean_absolute_error(y_hat, y):
    """Mean of |ŷ − y| over all entries; ŷ and y of one shape."""
    return abs(y_hat - _same_shape("mean_absolute_error", y_hat, y)).mean()


@whole_set
def r2(y_hat, y):
    """Share of the variance of y that ŷ explains, 1 − Σ (ŷ − y)² / Σ (y − ȳ)², averaged over the columns of (n, d).

    1 is perfect, 0 what the mean achieves. A column without variance gives 1 if it is met exactly, else 0.
    """
    y_hat, y = _array(y_hat), _array(_same_shape("r2", y_hat, y))
    y_hat, y = (a.reshape(len(a), -1).astype(np.float64) for a in (y_hat, y))
    residual, total = ((y_hat - y) ** 2).sum(axis=0), ((y - y.mean(axis=0)) ** 2).sum(axis=0)
    constant = total == 0
    return float(np.where(constant, residual == 0, 1 - residual / np.where(constant, 1, total)).mean())


@whole_set
def auc(y_hat, y):
    """Area under the ROC curve: the probability that a positive scores above a negative, ties counted half.

    y_hat holds one score (a logit, a probability) for each 0/1 in y, or two logits (n, 2), of which the
    difference is taken. nan where all targets are of one class, or a score is not a number.
    """
    _check("auc", y_hat, y)
    y_hat, y = _array(y_hat), _array(y)
    if y_hat.shape == (len(y), 2) and y.ndim == 1:
        y_hat = y_hat[:, 1] - y_hat[:, 0]
    score, positive = _same_size(y_hat, y).reshape(-1), y.reshape(-1) > 0.5
    n_positive, n_negative = int(positive.sum()), int((~positive).sum())
    if n_positive == 0 or n_negative == 0 or np.isnan(score).any():
        return float("nan")
    _, place, counts = np.unique(score, return_inverse=True, return_counts=True)
    ranks = (counts.cumsum() - (counts - 1) / 2)[place]  # equal scores share the mean of their ranks
    return float((ranks[positive].sum() - n_positive * (n_positive + 1) / 2) / (n_positive * n_negative))


def _check(name, *arrays):
    """Raise TypeError for what is no array or tensor of numbers."""
    for array in arrays:
        if not hasattr(array, "shape") or getattr(array.dtype, "kind", "f") not in "fiub":
            came = getattr(array, "dtype", type(array).__name__)
            raise TypeError(f"{name} got {came}: it takes arrays or tensors of numbers, predictions first, then targets")


def _has_classes(y_hat, y):
    """Whether predictions are (n, K, …), K ≥ 1, for targets (n, …)."""
    shape = tuple(y_hat.shape)
    return len(shape) > 1 and shape[1] > 0 and shape[:1] + shape[2:] == tuple(y.shape)


def _check_labels(name, y, n_classes):
    """Raise for labels that are no integers of 0 … K−1; a tensor's numbers are not looked at: its device would wait."""
    if getattr(y.dtype, "kind", "f" if getattr(y.dtype, "is_floating_point", False) else "i") not in "iu":
        raise TypeError(f"{name} got labels of {y.dtype}: they must be integers, 0 … {n_classes - 1}")
    if isinstance(y, np.ndarray) and y.size and (y.min() < 0 or y.max() >= n_classes):
        raise ValueError(f"{name} got labels from {y.min()} to {y.max()}: they must lie in 0 … {n_classes - 1}")


def _array(value):
    return np.asarray(value.detach().cpu() if hasattr(value, "detach") else value)


def _same_shape(name, y_hat, y):
    """y, if it has the shape of y_hat, and at least one example."""
    _check(name, y_hat, y)
    if tuple(y_hat.shape) != tuple(y.shape):
        raise ValueError(
            f"{name} got predictions {tuple(y_hat.shape)} and targets {tuple(y.shape)}: the shapes must be equal; "
            "(n, 1) against (n,) would broadcast to (n, n), so reshape the targets with y[:, None]"
        )
    if 0 in y.shape:
        raise ValueError(f"{name} got predictions and targets {tuple(y.shape)}: it needs at least one to average over")
    return y


def _same_size(y_hat, y):
    """y_hat, if it has one score for each target."""
    if y_hat.ndim == 0 or y_hat.size != y.size or len(y_hat) != len(y):
        raise ValueError(
            f"auc got scores {y_hat.shape} and targets {y.shape}: wanted one score a target, or two logits (n, 2)"
        )
    return y_hat
