"""Regression with a predicted variance: the negative log-likelihood of Gaussian noise."""

import math

import numpy as np

from dlkit.numpy.spread_loss import SpreadLoss


class GaussianNLLLoss(SpreadLoss):
    """ℓ = ½ (log σ² + d²/σ²), d = input − target, for predicted means and variances: loss(input, target, var).

    Averaged over all entries; `full` adds the constant ½ log 2π. ∂ℓ/∂input = d/σ², ∂ℓ/∂σ² = (1 − d²/σ²)/(2σ²);
    backward returns both. A variance below `eps` counts as `eps`. Raises ValueError for a negative one.
    Nix and Weigend (1994).
    """

    spread_name, spread_kind = "var", "a variance"

    def __init__(self, *, full=False, eps=1e-6, reduction="mean"):
        super().__init__(full, eps, reduction)

    def __call__(self, input, target, var):
        self.var = self.checked_spread(input, target, var)
        self.diff = input - target
        values = (np.log(self.var) + self.diff**2 / self.var) / 2
        return self.reduce(values + math.log(2 * math.pi) / 2 if self.full else values)

    def backward(self, grad_values=None):
        upstream = self.upstream(grad_values)
        grad_input = upstream * self.diff / self.var
        grad_var = upstream * (1 - self.diff**2 / self.var) / (2 * self.var)
        return self.gradients(grad_input, grad_var, self.var)
