"""K outcomes: their shares."""

import numpy as np

from dlkit.estimators import validate
from dlkit.estimators.likelihood import NoiseModel


class Categorical(NoiseModel):
    """p(y = k) = π_k for y in 0 … K−1; maximum likelihood: π_k = n_k/n, the share of k.

    With a prior of κ = `prior_count` observations with the shares q_k = `prior_probs` (equal if None),
    π_k = (n_k + κ q_k)/(n + κ): the mode under Dirichlet(1 + κ q). κ = K with equal shares is Laplace's rule of one
    more of each.

    y (n,) of integers; K = `n_classes`, or the largest y + 1 if None. Fitted: `probs_` (K,). Raises ValueError for
    other values. Bishop and Bishop (2024), section 3.1.
    """

    wanted = "integers 0 … K−1"

    def __init__(self, n_classes=None, prior_count=0.0, prior_probs=None):
        self.n_classes = n_classes
        self.prior_count = prior_count
        self.prior_probs = prior_probs

    def _checked(self, y):
        y = super()._checked(y)
        n_classes = getattr(self, "_n_classes", np.inf)
        odd = y[(y < 0) | (y >= n_classes) | (y != np.floor(y))]
        if len(odd):
            raise ValueError(f"Categorical got the value {odd[0]:g}: wanted integers from 0 to K−1, K = {n_classes}")
        return y.astype(np.int64)

    def fit(self, y, _=None):
        self._n_classes = np.inf
        if self.n_classes is not None:
            validate.count(self, n_classes=self.n_classes)
            self._n_classes = self.n_classes
        return super().fit(y)

    def _estimate(self, y):
        K = self._n_classes = int(y.max()) + 1 if self.n_classes is None else self.n_classes
        q = np.full(K, 1 / K) if self.prior_probs is None else validate.array(self, prior_probs=self.prior_probs)
        if q.shape != (K,) or not (q >= 0).all() or abs(q.sum() - 1) > 1e-9:
            raise ValueError(
                f"Categorical: prior_probs must be {K} probabilities that sum to 1, got {self.prior_probs!r}"
            )
        self.probs_ = (np.bincount(y, minlength=K) + self.prior_count * q) / (len(y) + self.prior_count)

    def log_prob(self, y):
        """log p(y_i), (n,): −∞ for an outcome of probability 0."""
        with np.errstate(divide="ignore"):  # log 0 = −∞ is meant
            return np.log(self.probs_)[np.asarray(y)]
