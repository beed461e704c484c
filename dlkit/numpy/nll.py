"""Negative log-likelihood of categorical labels, on log-probabilities."""

import numpy as np

from dlkit.numpy import labels, validate
from dlkit.numpy.loss import Loss


class NLLLoss(Loss):
    """ℓ = −log p_y for log-probabilities log p (n, K, …) and labels y (n, …), integers 0 … K−1.

    Averaged over all labels, so over pixels too. After LogSoftmax this is CrossEntropyLoss on the logits.
    `weight` (K,) weighs classes, and the mean is then a weighted mean; labels equal to `ignore_index`
    count for nothing. Raises ValueError for a label outside 0 … K−1 and for log p above 0.
    """

    scores, other_targets = "log-probabilities", ""  # for messages

    def __init__(self, weight=None, ignore_index=-100, reduction="mean"):
        super().__init__(reduction)
        validate.integer("NLLLoss", ignore_index=ignore_index)
        self.weight = validate.weights("NLLLoss", weight=weight)
        self.ignore_index = ignore_index

    def __call__(self, log_p, y):
        validate.float_array("NLLLoss", log_p)
        if log_p.ndim < 2 or log_p.shape[1] == 0:
            raise ValueError(
                f"NLLLoss got log-probabilities {log_p.shape}: they must be (n, K) or (n, K, …), "
                "the K classes on axis 1"
            )
        hint = "are these logits? CrossEntropyLoss takes those; or put LogSoftmax before"
        validate.log_probabilities("NLLLoss", log_p, hint)
        y, kept = labels.checked(self, log_p, y)
        self.at_label, self.log_p_shape = labels.at(y), log_p.shape
        self.weight_of_label = np.broadcast_to(labels.class_weight(self, log_p), log_p.shape)[self.at_label]
        self.weight_of_label = self.weight_of_label.astype(log_p.dtype, copy=False)
        if kept is not None:
            self.weight_of_label = self.weight_of_label * kept
        return self.reduce(-self.weight_of_label * log_p[self.at_label], float(self.weight_of_label.sum()))

    def backward(self, grad_values=None):
        upstream = self.upstream(grad_values)
        grad_log_p = np.zeros(self.log_p_shape, self.weight_of_label.dtype)
        grad_log_p[self.at_label] = -upstream * self.weight_of_label
        return grad_log_p
