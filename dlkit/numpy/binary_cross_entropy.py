"""Binary cross-entropy, on logits and on probabilities: the negative log-likelihood of Bernoulli labels."""

import numpy as np

from dlkit.numpy import functional, validate
from dlkit.numpy.loss import Loss


def check_targets(owner, y):
    """Raise ValueError unless all targets lie in [0, 1]."""
    if y.size and not (y.min() >= 0 and y.max() <= 1):
        raise ValueError(
            f"{owner} got targets from {y.min():g} to {y.max():g}: they must lie in [0, 1]; "
            "are the labels coded −1/+1? use (y + 1) / 2"
        )


def entry_weight(owner, p, **weights):
    """The one named weight of every entry of p, in p's dtype."""
    ((name, weight),) = weights.items()
    if weight.ndim > p.ndim or any(size not in (1, wanted) for size, wanted in zip(weight.shape[::-1], p.shape[::-1])):
        raise ValueError(f"{owner}: {name} has shape {weight.shape}, which does not broadcast to predictions {p.shape}")
    return weight.astype(p.dtype, copy=False)


class BCEWithLogitsLoss(Loss):
    """ℓ(z, y) = −y log σ(z) − (1 − y) log σ(−z), averaged over all entries, for targets y in [0, 1].

    −log σ(z) = log(1 + e^−z) is formed without overflow, and ∂ℓ/∂z = σ(z) − y.
    `weight` multiplies entries, `pos_weight` the part of y = 1; both broadcast against z.
    """

    def __init__(self, weight=None, reduction="mean", pos_weight=None):
        super().__init__(reduction)
        self.weight = validate.weights("BCEWithLogitsLoss", weight=weight)
        self.pos_weight = validate.weights("BCEWithLogitsLoss", pos_weight=pos_weight)

    def __call__(self, z, y):
        self.same_shape(z, y)
        check_targets("BCEWithLogitsLoss", y)
        self.z = z
        self.negative, self.positive = 1 - y, y
        if self.pos_weight is not None:
            self.positive = y * entry_weight("BCEWithLogitsLoss", z, pos_weight=self.pos_weight)
        if self.weight is not None:
            weight = entry_weight("BCEWithLogitsLoss", z, weight=self.weight)
            self.negative, self.positive = self.negative * weight, self.positive * weight
        log1p_exp = np.log1p(np.exp(-np.abs(z)))
        values = self.positive * (np.maximum(-z, 0) + log1p_exp) + self.negative * (np.maximum(z, 0) + log1p_exp)
        return self.reduce(values)

    def backward(self, grad_values=None):
        upstream = self.upstream(grad_values)
        return upstream * ((self.positive + self.negative) * functional.sigmoid(self.z) - self.positive)


class BCELoss(Loss):
    """ℓ(p, y) = −y log p − (1 − y) log(1 − p), averaged over all entries, for probabilities p and targets y in [0, 1].

    As in PyTorch, a logarithm is at least −100, and ∂ℓ/∂p = (p − y) / (p (1 − p)) divides by at least
    10⁻¹²: so p = 0 and p = 1 stay finite, but wrong by much. BCEWithLogitsLoss on logits needs no such guard.
    `weight` multiplies entries and broadcasts against p. Raises ValueError for p or y outside [0, 1].
    """

    def __init__(self, weight=None, reduction="mean"):
        super().__init__(reduction)
        self.weight = validate.weights("BCELoss", weight=weight)

    def __call__(self, p, y):
        self.same_shape(p, y)
        check_targets("BCELoss", y)
        if p.size and (p.min() < 0 or p.max() > 1):
            raise ValueError(
                f"BCELoss got predictions from {p.min():g} to {p.max():g}: probabilities lie in [0, 1]; "
                "are these logits? then use BCEWithLogitsLoss"
            )
        self.p, self.y = p, y
        self.entry_weight = 1.0 if self.weight is None else entry_weight("BCELoss", p, weight=self.weight)
        with np.errstate(divide="ignore"):  # log 0 = −∞ is cut to −100
            log_p, log_1_minus_p = np.maximum(np.log(p), -100), np.maximum(np.log1p(-p), -100)
        return self.reduce(-self.entry_weight * (y * log_p + (1 - y) * log_1_minus_p))

    def backward(self, grad_values=None):
        upstream = self.upstream(grad_values)
        return upstream * self.entry_weight * (self.p - self.y) / np.maximum(self.p * (1 - self.p), 1e-12)
