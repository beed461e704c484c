"""Two outcomes: the share of ones."""

import numpy as np

from dlkit.estimators import validate
from dlkit.estimators.likelihood import NoiseModel


class Bernoulli(NoiseModel):
    """p(y) = π^y (1 − π)^(1−y) for y in {0, 1}; maximum likelihood: π = (1/n) Σ y_i.

    With a prior of κ = `prior_count` observations of which the share q = `prior_prob` were 1,
    π = (Σ y_i + κ q)/(n + κ): the mode under Beta(1 + κ q, 1 + κ(1 − q)).

    y (n,) of 0 and 1, or of booleans. Fitted: `prob_`. Raises ValueError for other values.
    Bishop and Bishop (2024), section 3.1.
    """

    wanted = "0 and 1"

    def __init__(self, prior_count=0.0, prior_prob=0.5):
        self.prior_count = prior_count
        self.prior_prob = prior_prob

    def _checked(self, y):
        y = super()._checked(y)
        if not np.isin(y, (0, 1)).all():
            odd = y[~np.isin(y, (0, 1))][0]
            raise ValueError(f"Bernoulli got the value {odd:g}: wanted 0 and 1; are the labels coded −1/+1?")
        return y

    def _estimate(self, y):
        validate.at_least(self, 0, prior_prob=self.prior_prob)
        if self.prior_prob > 1:
            raise ValueError(f"Bernoulli: prior_prob must be at most 1, got {self.prior_prob!r}")
        self.prob_ = float((y.sum() + self.prior_count * self.prior_prob) / (len(y) + self.prior_count))

    def log_prob(self, y):
        """log p(y_i), (n,): −∞ for an outcome of probability 0."""
        with np.errstate(divide="ignore"):  # log 0 = −∞ is meant
            return np.where(np.asarray(y) == 1, np.log(self.prob_), np.log1p(-self.prob_))
