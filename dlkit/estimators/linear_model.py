"""What the linear estimators share: centring, which leaves the intercept unpenalised, and the SVD of the rest."""

import numpy as np
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.utils.validation import check_is_fitted

from dlkit.estimators import validate


def centred(X, fit_intercept=True):
    """X − x̄ and the column means x̄; X itself and zeros without an intercept.

    The best intercept for given weights w is ȳ − wᵀx̄. Put in, it leaves a problem in w alone, of centred data.
    """
    if not fit_intercept:
        return X, np.zeros(X.shape[1:])
    mean = np.where(X.min(axis=0) == X.max(axis=0), X[0], X.mean(axis=0))  # a constant column becomes exactly 0
    return X - mean, mean


def svd(X):
    """X = U diag(s) Vᵀ with s > 0: U (n, r), s (r,), Vᵀ (r, d), r the rank.

    A singular value below max(n, d) · 2⁻⁵² · s₁ is what rounding makes of 0 and is left out.
    """
    U, s, Vt = np.linalg.svd(X, full_matrices=False)
    r = int((s > max(X.shape) * np.finfo(np.float64).eps * s.max(initial=0)).sum())
    return U[:, :r], s[:r], Vt[:r]


class LinearRegressor(RegressorMixin, BaseEstimator):
    """ŷ = w·x + b, once a subclass has found `coef_` and `intercept_`."""

    def predict(self, X):
        """ŷ (n,) for X (n, d), or (n, t) where it was fitted to t targets."""
        check_is_fitted(self)
        return validate.features(self, X) @ self.coef_.T + self.intercept_

    def _keep(self, coef, x_mean, y_mean):
        self.coef_ = coef
        self.intercept_ = y_mean - coef @ x_mean
        return self


class LinearSolver(LinearRegressor):
    """A linear regression in closed form, of one target (n,) or of several (n, t): W = V diag(f(s)) Uᵀ y."""

    def _solve(self, X, y, gain):
        X, y = validate.regression(self, X, y, multi_output=True)
        X, x_mean = centred(X, self.fit_intercept)
        y, y_mean = centred(y, self.fit_intercept)
        U, s, Vt = svd(X)
        self.rank_, self.singular_ = len(s), s
        return self._keep((U.T @ y).T * gain(s) @ Vt, x_mean, y_mean)

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.target_tags.multi_output = True
        return tags
