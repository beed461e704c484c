"""Linear regression: least squares, the maximum likelihood of Gaussian noise."""

from dlkit.estimators.linear_model import LinearSolver


class LinearRegression(LinearSolver):
    """Minimise Σ_i (y_i − w·x_i − b)²: w = V diag(1/s) Uᵀ y, where X = U diag(s) Vᵀ and y are centred.

    X (n, d), y (n,) or (n, t). Where columns of X depend on each other, or n ≤ d, many w are best, and this is the
    one of least norm: (XᵀX)⁻¹Xᵀy needs full column rank, the SVD needs nothing. Without `fit_intercept` b = 0 and
    nothing is centred.

    Fitted: `coef_` (d,) or (t, d), `intercept_`, `rank_` and `singular_` of the centred X, `n_features_in_`.
    Raises ValueError for data that are not finite or not of these shapes. Bishop and Bishop (2024), section 4.1.
    """

    def __init__(self, fit_intercept=True):
        self.fit_intercept = fit_intercept

    def fit(self, X, y):
        return self._solve(X, y, lambda s: 1 / s)
