"""A basis of Gaussian bumps: kernel on every point, or on some."""

import numbers

import numpy as np
from sklearn.base import BaseEstimator, ClassNamePrefixFeaturesOutMixin, TransformerMixin
from sklearn.utils.validation import check_is_fitted

from dlkit.estimators import validate


def squared_distances(X, C):
    """‖x_i − c_j‖² (n, m) for X (n, d) and C (m, d)."""
    # By ‖x‖² − 2 x·c + ‖c‖², around the mean of C: far from 0 the difference of large numbers loses digits.
    X, C = X - C.mean(axis=0), C - C.mean(axis=0)
    return np.maximum((X**2).sum(axis=1)[:, None] - 2 * X @ C.T + (C**2).sum(axis=1), 0)


class RBFFeatures(ClassNamePrefixFeaturesOutMixin, TransformerMixin, BaseEstimator):
    """φ_j(x) = exp(−γ‖x − c_j‖²) for centres c_j; γ = 1/(2 width²).

    X (n, d) → (n, m). `centers`: None, every row X is fitted to is one; an int m, that many rows drawn without
    replacement; or an array (m, d). `rng`: a Generator or a seed for the draw, None draws afresh. With n centres
    there are as many weights as data: follow it with Ridge.

    Fitted: `centers_` (m, d), `n_features_in_`. Raises ValueError for γ ≤ 0, more centres than rows, or centres of
    another width than X. Broomhead and Lowe (1988).
    """

    def __init__(self, centers=None, gamma=1.0, rng=None):
        self.centers = centers
        self.gamma = gamma
        self.rng = rng

    def fit(self, X, y=None):
        validate.above(self, 0, gamma=self.gamma)
        X = validate.features(self, X, reset=True)
        if self.centers is None:
            self.centers_ = X.copy()
        elif isinstance(self.centers, numbers.Integral):
            validate.count(self, centers=self.centers)
            if self.centers > len(X):
                raise ValueError(f"RBFFeatures: centers = {self.centers}, but X {X.shape} has only n_samples = {len(X)}: it must be at most that")
            self.centers_ = X[validate.generator(self, self.rng).choice(len(X), self.centers, replace=False)]
        else:
            self.centers_ = validate.array(self, centers=self.centers)
            if self.centers_.ndim != 2 or len(self.centers_) == 0 or self.centers_.shape[1] != X.shape[1]:
                raise ValueError(
                    f"RBFFeatures got centers {self.centers_.shape} for X {X.shape}: wanted (m, {X.shape[1]})"
                )
            if not np.isfinite(self.centers_).all():
                raise ValueError("RBFFeatures got centers that are not finite: all must be")
        return self

    def transform(self, X):
        """The bumps' heights (n, m) at X (n, d)."""
        check_is_fitted(self)
        return np.exp(-self.gamma * squared_distances(validate.features(self, X), self.centers_))

    @property
    def _n_features_out(self):
        return len(self.centers_)
