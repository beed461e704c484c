"""Laplace noise: the median, and the mean absolute deviation from it."""

import math

import numpy as np

from dlkit.estimators import validate
from dlkit.estimators.likelihood import NoiseModel


class Laplace(NoiseModel):
    """p(y) = exp(−|y − m|/b) / (2b); maximum likelihood: m = median of y, b = (1/n) Σ |y_i − m|.

    For even n every point between the two middle values is best, and m is halfway. With a prior of
    κ = `prior_count` observations at m₀ = `prior_loc` on average b₀ = `prior_scale` away, m is the median of y and
    m₀ with weight κ, and b = (Σ|y_i − m| + κ(|m₀ − m| + b₀))/(n + κ): the mode over (m, b) under m | b ~
    Laplace(m₀, b/κ) and b ~ inverse gamma(κ − 2, κ b₀), improper for κ ≤ 2.

    y (n,). Fitted: `loc_`, `scale_`. Raises ValueError if all values are equal and there is no prior.
    """

    def __init__(self, prior_count=0.0, prior_loc=0.0, prior_scale=1.0):
        self.prior_count = prior_count
        self.prior_loc = prior_loc
        self.prior_scale = prior_scale

    def _estimate(self, y):
        validate.finite(self, prior_loc=self.prior_loc)
        validate.at_least(self, 0, prior_scale=self.prior_scale)
        values = np.append(y, self.prior_loc)
        weights = np.append(np.ones(len(y)), self.prior_count)
        self.loc_ = weighted_median(values, weights)
        deviation = (weights * np.abs(values - self.loc_)).sum() + self.prior_count * self.prior_scale
        self.scale_ = self._spread(scale_=deviation / weights.sum())

    def log_prob(self, y):
        """log p(y_i), (n,)."""
        return -np.abs(np.asarray(y) - self.loc_) / self.scale_ - math.log(2 * self.scale_)


def weighted_median(values, weights):
    """A minimiser c of Σ w_i |v_i − c|: half the weight lies on either side; halfway where a stretch is best."""
    values, weights = values[weights > 0], weights[weights > 0]
    order = values.argsort()
    values, below = values[order], weights[order].cumsum()
    low, high = np.searchsorted(below, below[-1] / 2), np.searchsorted(below, below[-1] / 2, side="right")
    return float((values[low] + values[high]) / 2)
