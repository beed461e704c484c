"""Cross-entropy on logits: the negative log-likelihood of categorical labels."""

import numpy as np

from dlkit.numpy import functional, validate
from dlkit.numpy.loss import Loss


class CrossEntropyLoss(Loss):
    """ℓ(z, y) = −log softmax(z)_y for logits z (n, K, …) and labels y (n, …), integers 0 … K−1.

    Averaged over all labels, so over pixels too where there are any. ∂ℓ/∂z = softmax(z) − onehot(y).
    y may also be class probabilities of the shape of z. `weight` (K,) weighs classes, and the mean is
    then a weighted mean; labels equal to `ignore_index` count for nothing; `label_smoothing` s mixes
    the uniform distribution into the target, (1 − s) onehot(y) + s/K.
    Raises ValueError for a label outside 0 … K−1. Bishop and Bishop (2024), chapter 5.
    """

    def __init__(self, weight=None, ignore_index=-100, reduction="mean", label_smoothing=0.0):
        super().__init__(reduction)
        if not 0 <= label_smoothing <= 1:
            raise ValueError(f"CrossEntropyLoss: label_smoothing must lie in [0, 1], got {label_smoothing!r}")
        self.weight = None if weight is None else np.asarray(weight)
        self.ignore_index, self.label_smoothing = ignore_index, label_smoothing

    def __call__(self, z, y):
        validate.float_array("CrossEntropyLoss", z)
        if z.ndim < 2 or z.shape[1] == 0:
            raise ValueError(
                f"CrossEntropyLoss got logits {z.shape}: they must be (n, K) or (n, K, …), the K classes on axis 1"
            )
        self.target, count = self._targets(z, y)
        self.log_probabilities = functional.log_softmax(z, 1) if z.size else z
        return self.reduce(-(self.target * self.log_probabilities).sum(axis=1), count)

    def backward(self, grad_values=None):
        upstream = self.upstream(grad_values)
        if self.reduction == "none":
            upstream = np.expand_dims(upstream, 1)
        mass = self.target.sum(axis=1, keepdims=True)  # 1, unless classes are weighted or labels ignored
        return upstream * (mass * np.exp(self.log_probabilities) - self.target)

    def _targets(self, z, y):
        """Target weights t (n, K, …), so that ℓ = −Σ_k t_k log softmax(z)_k, and what a mean divides by."""
        n_classes = z.shape[1]
        class_weight = self._class_weight(z)
        if isinstance(y, np.ndarray) and y.dtype.kind == "f" and y.shape == z.shape:
            return (self._smooth(y) * class_weight).astype(z.dtype, copy=False), z.size // n_classes
        labels, kept = self._checked_labels(z, y)
        classes = np.arange(n_classes).reshape(-1, *[1] * (z.ndim - 2))
        one_hot = (np.expand_dims(labels, 1) == classes).astype(z.dtype)
        smoothed = self._smooth(one_hot)
        if self.weight is None and kept is None:
            return smoothed, labels.size
        kept = True if kept is None else np.expand_dims(kept, 1)
        return smoothed * class_weight * kept, float((one_hot * class_weight * kept).sum())

    def _smooth(self, target):
        s = self.label_smoothing
        return target if s == 0 else (1 - s) * target + s / target.shape[1]

    def _class_weight(self, z):
        if self.weight is None:
            return 1
        if self.weight.shape != (z.shape[1],):
            raise ValueError(
                f"CrossEntropyLoss: weight has shape {self.weight.shape}, but logits {z.shape} have {z.shape[1]} classes"
            )
        return self.weight.astype(z.dtype).reshape(-1, *[1] * (z.ndim - 2))

    def _checked_labels(self, z, y):
        """Labels with the ignored ones set to 0, and which are kept (None where all are)."""
        n_classes = z.shape[1]
        if not isinstance(y, np.ndarray) or y.dtype.kind not in "iu":
            came = f"{y.dtype} {y.shape}" if isinstance(y, np.ndarray) else type(y).__name__
            raise TypeError(
                f"CrossEntropyLoss got labels of {came} for logits {z.shape}: labels are integers of shape "
                f"{(z.shape[0], *z.shape[2:])}, as in y.astype(np.int64); probabilities have the shape of the logits"
            )
        if y.shape != (z.shape[0], *z.shape[2:]):
            raise ValueError(
                f"CrossEntropyLoss got logits {z.shape} and labels {y.shape}: labels must be "
                f"{(z.shape[0], *z.shape[2:])}; are they one-hot? then use y.argmax(axis=1)"
            )
        ignored = y == self.ignore_index
        y = np.where(ignored, 0, y) if ignored.any() else y
        if y.size and not (y.min() >= 0 and y.max() < n_classes):
            bad = y[(y < 0) | (y >= n_classes)][0]
            raise ValueError(
                f"CrossEntropyLoss got label {bad}, but logits {z.shape} have the classes 0 … {n_classes - 1}; "
                "do the labels start at 1, or is the last layer too narrow?"
            )
        return y, (~ignored if ignored.any() else None)
