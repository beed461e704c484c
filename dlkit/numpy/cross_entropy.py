"""Cross-entropy on logits: the negative log-likelihood of categorical labels."""

import numpy as np

from dlkit.numpy import functional, labels, validate
from dlkit.numpy.loss import Loss


class CrossEntropyLoss(Loss):
    """ℓ(z, y) = −log softmax(z)_y for logits z (n, K, …) and labels y (n, …), integers 0 … K−1.

    Averaged over all labels, so over pixels too where there are any. ∂ℓ/∂z = softmax(z) − onehot(y).
    y may also be class probabilities of the shape of z. `weight` (K,) weighs classes, and the mean is
    then a weighted mean; labels equal to `ignore_index` count for nothing; `label_smoothing` s mixes
    the uniform distribution into the target, (1 − s) onehot(y) + s/K.
    Raises ValueError for a label outside 0 … K−1. Bishop and Bishop (2024), chapter 5.
    """

    scores, other_targets = "logits", "; probabilities have the shape of the logits"  # for messages

    def __init__(self, weight=None, ignore_index=-100, reduction="mean", label_smoothing=0.0):
        super().__init__(reduction)
        validate.between("CrossEntropyLoss", 0, 1, label_smoothing=label_smoothing)
        validate.integer("CrossEntropyLoss", ignore_index=ignore_index)
        self.weight = validate.weights("CrossEntropyLoss", weight=weight)
        self.ignore_index, self.label_smoothing = ignore_index, label_smoothing

    def __call__(self, z, y):
        validate.float_array("CrossEntropyLoss", z)
        if z.ndim < 2 or z.shape[1] == 0:
            raise ValueError(
                f"CrossEntropyLoss got logits {z.shape}: they must be (n, K) or (n, K, …), the K classes on axis 1"
            )
        probabilities = isinstance(y, np.ndarray) and y.dtype.kind == "f" and y.shape == z.shape
        y, kept = (y, None) if probabilities else labels.checked(self, z, y)
        self.log_softmax = functional.log_softmax(z, 1)
        if not probabilities and kept is None and self.weight is None and self.label_smoothing == 0:
            self.target, self.at_label = None, labels.at(y)
            return self.reduce(-self.log_softmax[self.at_label])
        self.target, count = self._targets(z, y, kept)
        return self.reduce(-(self.target * self.log_softmax).sum(axis=1), count)

    def backward(self, grad_values=None):
        upstream = self.upstream(grad_values)
        if self.reduction == "none":
            upstream = np.expand_dims(upstream, 1)
        softmax = np.exp(self.log_softmax)
        if self.target is None:
            softmax[self.at_label] -= 1
            return upstream * softmax
        mass = self.target.sum(axis=1, keepdims=True)  # 1, unless classes are weighted or labels ignored
        return upstream * (mass * softmax - self.target)

    def _targets(self, z, y, kept):
        """Targets t (n, K, …), so that ℓ = −Σ_k t_k log softmax(z)_k, and what a mean divides by."""
        n_classes, class_weight = z.shape[1], labels.class_weight(self, z)
        if y.dtype.kind == "f":
            return (self._smooth(y) * class_weight).astype(z.dtype, copy=False), z.size // n_classes
        one_hot = np.zeros_like(z)
        one_hot[labels.at(y)] = 1
        kept = 1 if kept is None else np.expand_dims(kept, 1)
        return self._smooth(one_hot) * class_weight * kept, float((one_hot * class_weight * kept).sum())

    def _smooth(self, target):
        s = self.label_smoothing
        return target if s == 0 else (1 - s) * target + s / target.shape[1]
