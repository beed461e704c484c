"""Regression with a predicted scale: the negative log-likelihood of Laplace noise."""

import math

import numpy as np

from dlkit.numpy.spread_loss import SpreadLoss


class LaplaceNLLLoss(SpreadLoss):
    """ℓ = log b + |d|/b, d = input − target, for predicted medians and scales b: loss(input, target, scale).

    Averaged over all entries; `full` adds the constant log 2. ∂ℓ/∂input = sign(d)/b, ∂ℓ/∂b = (1 − |d|/b)/b;
    backward returns both. A scale below `eps` counts as `eps`. Raises ValueError for a negative one.
    PyTorch lacks this loss; names and options are those of its GaussianNLLLoss.
    """

    spread_name, spread_kind = "scale", "a scale"

    def __init__(self, *, full=False, eps=1e-6, reduction="mean"):
        super().__init__(full, eps, reduction)

    def __call__(self, input, target, scale):
        self.scale = self.checked_spread(input, target, scale)
        self.diff = input - target
        values = np.log(self.scale) + np.abs(self.diff) / self.scale
        return self.reduce(values + math.log(2) if self.full else values)

    def backward(self, grad_values=None):
        upstream = self.upstream(grad_values)
        grad_input = upstream * np.sign(self.diff) / self.scale
        grad_scale = upstream * (1 - np.abs(self.diff) / self.scale) / self.scale
        return self.gradients(grad_input, grad_scale, self.scale)
