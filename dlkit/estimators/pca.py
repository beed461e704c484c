"""Principal component analysis: the directions of largest variance, and the best linear reconstruction."""

import numpy as np
from sklearn.base import BaseEstimator, ClassNamePrefixFeaturesOutMixin, TransformerMixin
from sklearn.utils.validation import check_is_fitted

from dlkit.estimators import validate
from dlkit.estimators.linear_model import centred


class PCA(ClassNamePrefixFeaturesOutMixin, TransformerMixin, BaseEstimator):
    """z = V_kᵀ(x − x̄), where X − x̄ = U diag(s) Vᵀ: the first k rows of Vᵀ, eigenvectors of the covariance.

    X (n, d); k = `n_components`, all min(n, d) of them by default. Of all maps to k numbers and back, linear up to
    a shift, it has the least squared error: Σ‖x − x̂‖²/(n − 1) is the sum of the discarded eigenvalues
    λ_j = s_j²/(n − 1). `whiten` divides z_j by √λ_j. In each component the entry largest in size is positive, so
    that the result does not depend on the machine.

    Fitted: `components_` (k, d), `mean_` (d,), `explained_variance_` λ (k,), `explained_variance_ratio_`,
    `singular_values_` (k,), `n_components_`, `n_features_in_`. Raises ValueError for n < 2, more components than
    min(n, d), or whitening of a component without variance. Bishop and Bishop (2024), section 16.1.
    """

    def __init__(self, n_components=None, whiten=False):
        self.n_components = n_components
        self.whiten = whiten

    def fit(self, X, y=None):
        X = validate.features(self, X, reset=True)
        n, most = len(X), min(X.shape)
        k = most if self.n_components is None else self.n_components
        validate.count(self, n_components=k)
        if n < 2 or k > most:
            raise ValueError(
                f"PCA got X {X.shape} with n_samples = {n} and n_components = {k}: wanted at least 2 rows, and at most "
                f"min(n, d) = {most} components"
            )
        X, self.mean_ = centred(X)
        _, s, Vt = np.linalg.svd(X, full_matrices=False)
        if self.whiten and s[k - 1] <= max(X.shape) * np.finfo(np.float64).eps * s[0]:
            raise ValueError(
                f"PCA cannot whiten component {k} of X {X.shape}: it has no variance; are columns dependent or n ≤ d? "
                "Lower n_components"
            )
        largest = np.abs(Vt).argmax(axis=1)[:, None]
        self.components_ = (Vt * np.sign(np.take_along_axis(Vt, largest, axis=1)))[:k]
        self.n_components_, self.singular_values_, self.explained_variance_ = k, s[:k], s[:k] ** 2 / (n - 1)
        total = (s**2).sum() / (n - 1)
        self.explained_variance_ratio_ = self.explained_variance_ / (total or 1)  # 0 of 0 is 0
        return self

    def transform(self, X):
        """The codes z (n, k) of X (n, d)."""
        check_is_fitted(self)
        return (validate.features(self, X) - self.mean_) @ self.components_.T / self._scale()

    def inverse_transform(self, X):
        """x̂ = x̄ + V_k z, (n, d), for codes (n, k)."""
        check_is_fitted(self)
        z = validate.array(self, codes=X)
        if z.ndim != 2 or z.shape[1] != self.n_components_ or not np.isfinite(z).all():
            raise ValueError(
                f"PCA.inverse_transform got {z.shape}, wanted codes (n, {self.n_components_}) of finite numbers, what transform returns"
            )
        return z * self._scale() @ self.components_ + self.mean_

    def _scale(self):
        return np.sqrt(self.explained_variance_) if self.whiten else 1.0

    @property
    def _n_features_out(self):
        return self.n_components_
