"""Binary cross-entropy on logits: the negative log-likelihood of Bernoulli labels."""

import numpy as np

from dlkit.numpy import functional
from dlkit.numpy.loss import Loss


class BCEWithLogitsLoss(Loss):
    """ℓ(z, y) = −y log σ(z) − (1 − y) log σ(−z), averaged over all entries, for targets y in [0, 1].

    −log σ(z) = log(1 + e^−z) is formed without overflow, and ∂ℓ/∂z = σ(z) − y.
    `weight` multiplies entries, `pos_weight` the part of y = 1; both broadcast against z.
    """

    def __init__(self, weight=None, reduction="mean", pos_weight=None):
        super().__init__(reduction)
        self.weight, self.pos_weight = weight, pos_weight

    def __call__(self, z, y):
        self.same_shape(z, y)
        if y.size and not (y.min() >= 0 and y.max() <= 1):
            raise ValueError(
                f"BCEWithLogitsLoss got targets from {y.min():g} to {y.max():g}: they must lie in [0, 1]; "
                "are the labels coded −1/+1? use (y + 1) / 2"
            )
        self.z = z
        self.negative, self.positive = 1 - y, y
        if self.pos_weight is not None:
            self.positive = y * np.asarray(self.pos_weight, z.dtype)
        if self.weight is not None:
            weight = np.asarray(self.weight, z.dtype)
            self.negative, self.positive = self.negative * weight, self.positive * weight
        log1p_exp = np.log1p(np.exp(-np.abs(z)))
        values = self.positive * (np.maximum(-z, 0) + log1p_exp) + self.negative * (np.maximum(z, 0) + log1p_exp)
        return self.reduce(values)

    def backward(self, grad_values=None):
        upstream = self.upstream(grad_values)
        return upstream * ((self.positive + self.negative) * functional.sigmoid(self.z) - self.positive)
