"""Gaussian noise: the mean, and the mean square around it."""

import math

import numpy as np

from dlkit.estimators import validate
from dlkit.estimators.likelihood import NoiseModel


class Gaussian(NoiseModel):
    """p(y) = exp(−(y − μ)²/(2σ²)) / √(2πσ²); maximum likelihood: μ = (1/n) Σ y_i, σ² = (1/n) Σ (y_i − μ)².

    The variance is the biased one, E σ̂² = (1 − 1/n) σ². With a prior of κ = `prior_count` observations of mean
    m = `prior_mean` and variance v = `prior_var`, for y of mean ȳ and (biased) variance s²:
    μ = (n ȳ + κ m)/(n + κ),  σ² = (n s² + κ v + n κ/(n + κ) (ȳ − m)²)/(n + κ): the mode over (μ, σ²) under
    μ | σ² ~ N(m, σ²/κ) and σ² ~ inverse gamma(κ/2 − 3/2, κ v/2), improper for κ ≤ 3.

    y (n,). Fitted: `mean_`, `var_`. Raises ValueError if all values are equal and there is no prior.
    Bishop and Bishop (2024), section 2.3.
    """

    def __init__(self, prior_count=0.0, prior_mean=0.0, prior_var=1.0):
        self.prior_count = prior_count
        self.prior_mean = prior_mean
        self.prior_var = prior_var

    def _estimate(self, y):
        validate.finite(self, prior_mean=self.prior_mean)
        validate.at_least(self, 0, prior_var=self.prior_var)
        n, k, m, v = len(y), self.prior_count, self.prior_mean, self.prior_var
        mean = y[0] + (y - y[0]).mean()  # equal values have exactly themselves as their mean
        var = ((y - mean) ** 2).mean()
        self.mean_ = float((n * mean + k * m) / (n + k))
        self.var_ = self._spread(var_=(n * var + k * v + n * k / (n + k) * (mean - m) ** 2) / (n + k))

    def log_prob(self, y):
        """log p(y_i), (n,)."""
        return -((np.asarray(y) - self.mean_) ** 2 / self.var_ + math.log(2 * math.pi * self.var_)) / 2
