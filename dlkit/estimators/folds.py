"""k-fold cross-validation: every row is in the test part once."""

import numbers

import numpy as np
from sklearn.base import clone, is_classifier
from sklearn.metrics import check_scoring
from sklearn.utils import _safe_indexing, indexable
from sklearn.utils.validation import _num_samples

from dlkit.estimators import validate


class KFold:
    """Cut n rows into k = `n_splits` parts whose sizes differ by at most one; each is the test part once.

    In the given order, or, with `shuffle`, in one drawn from `rng` (a Generator or a seed). split(X) yields k pairs
    of row numbers, train and test; usable as `cv` of scikit-learn. Raises ValueError for k < 2 or k > n.
    """

    def __init__(self, n_splits=5, shuffle=False, rng=None):
        if isinstance(n_splits, bool) or not isinstance(n_splits, numbers.Integral) or n_splits < 2:
            raise ValueError(f"{type(self).__name__}: n_splits must be an integer of at least 2, got {n_splits!r}")
        if rng is not None and not shuffle:
            raise ValueError(f"{type(self).__name__}: rng is used only with shuffle=True and must be None without, got {rng!r}")
        self.n_splits = n_splits
        self.shuffle = shuffle
        self.rng = rng

    def get_n_splits(self, X=None, y=None, groups=None):
        return self.n_splits

    def split(self, X, y=None, groups=None):
        name = type(self).__name__
        try:
            n = _num_samples(X)
        except TypeError as error:
            raise TypeError(f"{name}.split got X of {type(X).__name__}, wanted an array (n, …): {error}") from error
        if self.n_splits > n:
            raise ValueError(f"{name}: n_splits = {self.n_splits}, but there are only {n} rows: it must be at most that")
        fold = self._folds(n, y, validate.generator(self, self.rng))
        for k in range(self.n_splits):
            yield np.flatnonzero(fold != k), np.flatnonzero(fold == k)

    def _folds(self, n, y, rng):
        """The number of the part that each row is tested in, (n,)."""
        fold = np.sort(np.arange(n) % self.n_splits)
        return rng.permutation(fold) if self.shuffle else fold


class StratifiedKFold(KFold):
    """KFold that keeps the classes' proportions: parts differ by at most one row of each class, and in all.

    split(X, y) with labels y (n,). Raises ValueError too if a class has fewer than k rows: then some part would
    have none of it.
    """

    def _folds(self, n, y, rng):
        if y is None or np.shape(y) != (n,):
            came = ", not None" if y is None else ""
            raise ValueError(f"StratifiedKFold got y {np.shape(y)} for {n} rows: wanted a label for each, split(X, y){came}")
        classes, first, index, counts = np.unique(y, return_index=True, return_inverse=True, return_counts=True)
        if counts.min() < self.n_splits:
            raise ValueError(
                f"StratifiedKFold: n_splits = {self.n_splits}, but class {classes[counts.argmin()]} has only "
                f"{counts.min()} rows; is y a number to predict rather than a class? then use KFold; otherwise each class "
                "must have a row for every part"
            )
        dealt, fold = np.arange(n) % self.n_splits, np.empty(n, dtype=int)  # as cards, one class after the other
        for k in first.argsort():
            hand, dealt = np.sort(dealt[: counts[k]]), dealt[counts[k] :]
            fold[index == k] = rng.permutation(hand) if self.shuffle else hand
        return fold


def cross_val_score(estimator, X, y=None, *, cv=5, scoring=None):
    """The score on each of the k test parts, (k,), of a fresh clone of `estimator` fitted to the other rows.

    cv: the number of folds, StratifiedKFold for a classifier and KFold otherwise, or any object with
    split(X, y); scoring: a name that scikit-learn knows, a function of (estimator, X, y), or None for the
    estimator's own score. Raises what the splitter and the estimator raise. Bishop and Bishop (2024), section 1.2.
    """
    if isinstance(estimator, type) or not hasattr(estimator, "fit"):
        raise TypeError(f"cross_val_score takes an estimator, an object with fit, got estimator = {estimator!r}")
    if not isinstance(cv, numbers.Integral) and (isinstance(cv, str) or not hasattr(cv, "split")):
        raise TypeError(f"cross_val_score: cv must be a number of folds or an object with split(X, y), got {cv!r}")
    if isinstance(cv, numbers.Integral):
        cv = (StratifiedKFold if is_classifier(estimator) else KFold)(cv)
    try:
        scorer = check_scoring(estimator, scoring)
    except ValueError as error:
        raise ValueError(f"cross_val_score: scoring must be a name or a function, got {scoring!r}: {error}") from error
    try:
        X, y = indexable(X, y)
        _num_samples(X)
    except (TypeError, ValueError) as error:
        came = f"X {getattr(X, 'shape', type(X).__name__)} and y {getattr(y, 'shape', type(y).__name__)}"
        raise type(error)(f"cross_val_score got {came}, wanted X (n, d) and y with a row for each: {error}") from error
    scores = []
    for train, test in cv.split(X, y):
        X_train, X_test = _safe_indexing(X, train), _safe_indexing(X, test)
        if y is None:
            scores.append(scorer(clone(estimator).fit(X_train), X_test))
        else:
            model = clone(estimator).fit(X_train, _safe_indexing(y, train))
            scores.append(scorer(model, X_test, _safe_indexing(y, test)))
    return np.array(scores)
