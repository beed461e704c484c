"""Metrics: functions of predictions and targets, on arrays or tensors, for fit(metrics={"accuracy": accuracy}).

Most are means over examples, so fit averages them over batches, weighted by their sizes. Those marked
`whole_set` are no such means: fit keeps the predictions of an epoch and calls them once, on all of it.
"""

import numpy as np


def whole_set(metric):
    """Mark a metric that must see all predictions at once; fit then hands it NumPy arrays."""
    metric.whole_set = True
    return metric


def accuracy(y_hat, y):
    """Share of right decisions: the largest of K logits (n, K, …), or the sign of one logit (y's shape).

    For labels (n, …) of integers, or for one logit also 0/1 of any dtype.
    """
    if tuple(y_hat.shape) == tuple(y.shape):
        right = (y_hat > 0) == (y > 0.5)
    elif y_hat.ndim == y.ndim + 1:
        right = y_hat.argmax(1) == y
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
    if y_hat.ndim != y.ndim + 1 or not 1 <= k < y_hat.shape[1]:
        raise ValueError(
            f"top_k_accuracy got predictions {tuple(y_hat.shape)}, targets {tuple(y.shape)} and k = {k!r}: "
            "wanted (n, K, …) and (n, …), and k from 1 to K − 1"
        )
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


def _array(value):
    return np.asarray(value.detach().cpu() if hasattr(value, "detach") else value)


def _same_shape(name, y_hat, y):
    """y, if it has the shape of y_hat."""
    if tuple(y_hat.shape) != tuple(y.shape):
        raise ValueError(
            f"{name} got predictions {tuple(y_hat.shape)} and targets {tuple(y.shape)}: the shapes must be equal; "
            "(n, 1) against (n,) would broadcast to (n, n), so reshape the targets with y[:, None]"
        )
    return y


def _same_size(y_hat, y):
    """y_hat, if it has one score for each target."""
    if y_hat.size != y.size or len(y_hat) != len(y):
        raise ValueError(
            f"auc got scores {y_hat.shape} and targets {y.shape}: wanted one score a target, or two logits (n, 2)"
        )
    return y_hat
