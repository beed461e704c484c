"""Ridge regression: least squares with a Gaussian prior on the weights, not on the intercept."""

from dlkit.estimators import validate
from dlkit.estimators.linear_model import LinearSolver


class Ridge(LinearSolver):
    """Minimise Σ_i (y_i − w·x_i − b)² + α‖w‖²: w = V diag(s / (s² + α)) Uᵀ y, where X = U diag(s) Vᵀ and y are centred.

    X (n, d), y (n,) or (n, t), for any n and d. A direction of X with s² ≫ α is kept, one with s² ≪ α shrunk; none
    is removed. α is scikit-learn's; a mean of squares with the penalty (λ/2)‖w‖² has α = nλ/2. As a prior,
    w ~ N(0, σ_y²/α). With α = 0 it is LinearRegression.

    Fitted: `coef_` (d,) or (t, d), `intercept_`, `rank_` and `singular_` of the centred X, `n_features_in_`.
    Raises ValueError for α < 0, or data that are not finite or not of these shapes. Hoerl and Kennard (1970).
    """

    def __init__(self, alpha=1.0, fit_intercept=True):
        self.alpha = alpha
        self.fit_intercept = fit_intercept

    def fit(self, X, y):
        validate.at_least(self, 0, alpha=self.alpha)
        return self._solve(X, y, lambda s: s / (s**2 + self.alpha))
