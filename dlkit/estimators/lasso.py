"""The lasso: least squares with a Laplace prior on the weights, by coordinate descent."""

import warnings

import numpy as np
from sklearn.exceptions import ConvergenceWarning

from dlkit.estimators import validate
from dlkit.estimators.linear_model import LinearRegressor, centred


def soft_threshold(z, t):
    """sign(z) max(|z| − t, 0): the minimiser over w of ½(w − z)² + t|w|."""
    return np.sign(z) * np.maximum(np.abs(z) - t, 0)


class Lasso(LinearRegressor):
    """Minimise ‖y − Xw − b‖²/(2n) + α‖w‖₁, one coordinate after the other, each in closed form.

    With r = y − Xw of centred X and y:  w_j ← S(x_j·r + ‖x_j‖² w_j, nα) / ‖x_j‖², S the soft threshold.
    X (n, d), y (n,). At the minimum (KKT) x_j·r = nα sign(w_j) where w_j ≠ 0, and |x_j·r| ≤ nα elsewhere. α is
    scikit-learn's; a mean of squares with the penalty λ‖w‖₁ has α = λ/2. As a prior, w ~ Laplace(0, σ_y²/(nα)).

    Sweeps end when the duality gap is at most tol · ‖y‖²/n, y centred. Fitted: `coef_` (d,), `intercept_`, `n_iter_`
    sweeps, `dual_gap_` ≥ the objective's distance from its minimum, `n_features_in_`. Issues ConvergenceWarning
    after max_iter sweeps without that. Raises ValueError for α ≤ 0, or data that are not finite or not of these
    shapes. Tibshirani (1996); Friedman, Hastie and Tibshirani (2010).
    """

    def __init__(self, alpha=1.0, fit_intercept=True, max_iter=1000, tol=1e-4):
        self.alpha = alpha
        self.fit_intercept = fit_intercept
        self.max_iter = max_iter
        self.tol = tol

    def fit(self, X, y):
        validate.above(self, 0, alpha=self.alpha)
        validate.at_least(self, 0, tol=self.tol)
        validate.count(self, max_iter=self.max_iter)
        X, y = validate.regression(self, X, y)
        X, x_mean = centred(X, self.fit_intercept)
        y, y_mean = centred(y, self.fit_intercept)
        X = np.asfortranarray(X)  # columns are what is read
        n, wanted = len(y), self.tol * (y @ y) / len(y)
        self.n_iter_ = 0
        square, w, r = (X**2).sum(axis=0), np.zeros(X.shape[1]), y.copy()
        for _ in range(self.max_iter):
            self.n_iter_ += 1
            for j in np.flatnonzero(square):
                old = w[j]
                w[j] = soft_threshold(X[:, j] @ r + square[j] * old, n * self.alpha) / square[j]
                if w[j] != old:
                    r -= X[:, j] * (w[j] - old)
            self.dual_gap_ = duality_gap(X, y, w, r, self.alpha)
            if self.dual_gap_ <= wanted:
                break
        else:
            warnings.warn(
                f"Lasso did not converge in {self.max_iter} sweeps: the duality gap is {self.dual_gap_:.3g}, wanted "
                f"{wanted:.3g}; raise max_iter, or alpha, or scale the columns of X.",
                ConvergenceWarning,
                stacklevel=2,
            )
        return self._keep(w, x_mean, y_mean)


def duality_gap(X, y, w, r, alpha):
    """Objective at w, with r = y − Xw, minus the dual objective (‖y‖² − ‖y − u‖²)/(2n) at u = c r.

    Every u with |x_j·u| ≤ nα for all j gives a lower bound of the minimum; c ≤ 1 makes r such a u.
    """
    n = len(y)
    steepest = np.abs(X.T @ r).max(initial=0)
    u = r if steepest <= n * alpha else r * (n * alpha / steepest)
    primal = (r @ r) / (2 * n) + alpha * np.abs(w).sum()
    return float(primal - (y @ y - (y - u) @ (y - u)) / (2 * n))
