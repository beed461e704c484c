"""Losses of regression: the negative log-likelihoods of Gaussian and Laplace noise, and one between them."""

import numpy as np

from dlkit.numpy import validate
from dlkit.numpy.loss import Loss


class MSELoss(Loss):
    """ℓ = (ŷ − y)², averaged over all entries; y and ŷ of one shape. The loss of Gaussian noise."""

    def __call__(self, y_hat, y):
        self.same_shape(y_hat, y)
        self.diff = y_hat - y
        return self.reduce(self.diff**2)

    def backward(self, grad_values=None):
        return self.upstream(grad_values) * 2 * self.diff


class L1Loss(Loss):
    """ℓ = |ŷ − y|, averaged over all entries; the gradient at ŷ = y is 0. The loss of Laplace noise."""

    def __call__(self, y_hat, y):
        self.same_shape(y_hat, y)
        self.diff = y_hat - y
        return self.reduce(np.abs(self.diff))

    def backward(self, grad_values=None):
        return self.upstream(grad_values) * np.sign(self.diff)


class HuberLoss(Loss):
    """ℓ = d²/2 where |d| ≤ δ, else δ (|d| − δ/2), with d = ŷ − y: squares near 0, absolute values in the tails.

    With c = d cut to ±δ both are ℓ = c (d − c/2), and ∂ℓ/∂ŷ = c: no outlier pulls by more than δ.
    Averaged over all entries. Raises ValueError unless delta is above 0. Huber (1964).
    """

    def __init__(self, reduction="mean", delta=1.0):
        super().__init__(reduction)
        validate.above("HuberLoss", 0, delta=delta)
        self.delta = delta

    def __call__(self, y_hat, y):
        self.same_shape(y_hat, y)
        diff = y_hat - y
        self.cut = np.clip(diff, -self.delta, self.delta)
        return self.reduce(self.cut * (diff - self.cut / 2))

    def backward(self, grad_values=None):
        return self.upstream(grad_values) * self.cut
