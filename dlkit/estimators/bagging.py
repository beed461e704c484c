"""Bagging: the average of models fitted to bootstrap samples, and a test score for free."""

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin, RegressorMixin, clone
from sklearn.utils.validation import check_is_fitted

from dlkit.estimators import validate


class _Bagging(BaseEstimator):
    """ŷ(x) = (1/M) Σ_m ŷ_m(x), ŷ_m fitted to n rows drawn with replacement from the n rows of X."""

    def __init__(self, estimator=None, n_estimators=10, rng=None):
        self.estimator = estimator
        self.n_estimators = n_estimators
        self.rng = rng

    def _fit(self, X, y):
        """Fit the M models, and average for each row those that did not see it: (n, …), nan where all did."""
        validate.count(self, n_estimators=self.n_estimators)
        rng, n = validate.generator(self, self.rng), len(X)
        self.estimators_, self.estimators_samples_ = [], []
        total, times = 0.0, np.zeros(n)
        for _ in range(self.n_estimators):
            rows = rng.integers(n, size=n)
            model = self._seeded(rng).fit(X[rows], y[rows])
            self.estimators_.append(model)
            self.estimators_samples_.append(rows)
            out = ~np.isin(np.arange(n), rows)
            answer = self._answer(model, X)
            total = total + answer * out.reshape(-1, *[1] * (answer.ndim - 1))
            times += out
        with np.errstate(invalid="ignore"):  # 0/0 is the nan that is meant
            return (total.T / times).T

    def _seeded(self, rng):
        if self.estimator is not None and (isinstance(self.estimator, type) or not hasattr(self.estimator, "fit")):
            raise TypeError(f"{type(self).__name__}: estimator must be an object with fit and predict, got {self.estimator!r}")
        model = clone(self._default() if self.estimator is None else self.estimator)
        seeds = [name for name in model.get_params() if name.split("__")[-1] in ("random_state", "rng")]
        return model.set_params(**{name: int(rng.integers(2**31)) for name in sorted(seeds)})

    def _average(self, X):
        check_is_fitted(self)
        X = validate.features(self, X)
        return sum(self._answer(model, X) for model in self.estimators_) / len(self.estimators_)


class BaggingRegressor(RegressorMixin, _Bagging):
    """ŷ(x) = (1/M) Σ_m ŷ_m(x), ŷ_m a clone of `estimator` fitted to n rows drawn with replacement from X's n.

    If the models' errors have variance v and correlation c, their average's has c v + (1 − c) v/M: bagging helps
    where models vary. X (n, d), y (n,); `estimator` is scikit-learn's decision tree by default; `rng`, a Generator
    or a seed, draws the rows and seeds the models; None draws afresh.
    About n/e rows are missing from a sample: `oob_prediction_` (n,) averages for each row the models that did not
    see it (nan where all did), `oob_score_` is its R². Fitted too: `estimators_`, `estimators_samples_`,
    `n_features_in_`. Raises ValueError for data that are not finite or not of these shapes. Breiman (1996).
    """

    def fit(self, X, y):
        X, y = validate.regression(self, X, y)
        self.oob_prediction_ = self._fit(X, y)
        seen = np.isfinite(self.oob_prediction_)
        squares = ((y - self.oob_prediction_)[seen] ** 2).sum()
        spread = seen.sum() * y[seen].var() if seen.any() else 0.0
        self.oob_score_ = float(1 - squares / spread) if spread > 0 else np.nan
        return self

    def predict(self, X):
        """The mean of the models' predictions, (n,)."""
        return self._average(X)

    def _answer(self, model, X):
        return model.predict(X)

    @staticmethod
    def _default():
        from sklearn.tree import DecisionTreeRegressor  # slow to import

        return DecisionTreeRegressor()


class BaggingClassifier(ClassifierMixin, _Bagging):
    """P(y | x) = (1/M) Σ_m P_m(y | x), as BaggingRegressor; a model without predict_proba has one vote.

    y (n,) labels. A bootstrap sample may lack a class: its model gives that class 0. Fitted: `classes_` (K,),
    `oob_decision_function_` (n, K), nan where every model saw the row, `oob_score_` the accuracy on the others,
    and what BaggingRegressor has. Raises ValueError too for labels of one class. Breiman (1996).
    """

    def fit(self, X, y):
        X, self.classes_, index = validate.classification(self, X, y)
        self.oob_decision_function_ = self._fit(X, index)
        seen = np.isfinite(self.oob_decision_function_).all(axis=1)
        right = self.oob_decision_function_[seen].argmax(axis=1) == index[seen]
        self.oob_score_ = float(right.mean()) if seen.any() else np.nan
        return self

    def predict_proba(self, X):
        """The mean of the models' probabilities or votes, (n, K), columns in the order of `classes_`."""
        return self._average(X)

    def predict(self, X):
        """The class of the largest mean, (n,)."""
        index = self._average(X).argmax(axis=1)
        return self.classes_[index]

    def _answer(self, model, X):
        P = np.zeros((len(X), len(self.classes_)))
        if hasattr(model, "predict_proba"):
            P[:, model.classes_] = model.predict_proba(X)  # models are fitted to positions in classes_
        else:
            P[np.arange(len(X)), model.predict(X)] = 1
        return P

    @staticmethod
    def _default():
        from sklearn.tree import DecisionTreeClassifier  # slow to import

        return DecisionTreeClassifier()
