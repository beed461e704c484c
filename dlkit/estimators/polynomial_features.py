"""A polynomial basis: a model linear in its weights that is not linear in x."""

from collections import Counter
from itertools import combinations, combinations_with_replacement

import numpy as np
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.validation import _check_feature_names_in, check_is_fitted

from dlkit.estimators import validate


class PolynomialFeatures(TransformerMixin, BaseEstimator):
    """φ(x) = all monomials x₁^p₁ ⋯ x_d^p_d with p₁ + … + p_d ≤ degree: by degree, then in the columns' order.

    X (n, d) → (n, m), m = binomial(d + degree, d). `interaction_only` leaves out powers above 1, `include_bias`
    keeps the constant 1; leave it out before an estimator with an intercept.

    Fitted: `powers_` (m, d), `n_output_features_`, `n_features_in_`. Raises ValueError for a negative degree, or no
    feature at all. Bishop and Bishop (2024), section 4.1.
    """

    def __init__(self, degree=2, interaction_only=False, include_bias=True):
        self.degree = degree
        self.interaction_only = interaction_only
        self.include_bias = include_bias

    def fit(self, X, y=None):
        validate.count(self, 0, degree=self.degree)
        d = validate.features(self, X, reset=True).shape[1]
        choose = combinations if self.interaction_only else combinations_with_replacement
        degrees = range(0 if self.include_bias else 1, self.degree + 1)
        self._columns = [columns for degree in degrees for columns in choose(range(d), degree)]
        if not self._columns:
            raise ValueError("PolynomialFeatures: degree 0 without include_bias leaves no feature; raise the degree")
        counts = [Counter(columns) for columns in self._columns]
        self.powers_ = np.array([[count[j] for j in range(d)] for count in counts])
        self.n_output_features_ = len(self._columns)
        return self

    def transform(self, X):
        """The monomials (n, m) of X (n, d)."""
        check_is_fitted(self)
        X = validate.features(self, X)
        return np.column_stack([X[:, columns].prod(axis=1) for columns in self._columns])

    def get_feature_names_out(self, input_features=None):
        """Names such as "x0^2 x1", from the columns' names where X had some."""
        names = _check_feature_names_in(self, input_features)
        return np.array([self._name(row, names) for row in self.powers_], dtype=object)

    @staticmethod
    def _name(powers, names):
        factors = [name if p == 1 else f"{name}^{p}" for name, p in zip(names, powers) if p > 0]
        return " ".join(factors) or "1"
