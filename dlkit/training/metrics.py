"""Metrics: functions of a batch's predictions and targets, on arrays or tensors, averaged over examples."""


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
