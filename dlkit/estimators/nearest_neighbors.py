"""Retrieval: the stored rows nearest to a query, and how many of them are of its kind."""

import numpy as np
from sklearn.base import BaseEstimator
from sklearn.utils.validation import check_is_fitted, column_or_1d

from dlkit.estimators import validate
from dlkit.estimators.rbf_features import squared_distances


def euclidean(X, S):
    """The distances ‖x − s‖ (n, m) of rows X (n, d) and S (m, d)."""
    return np.sqrt(squared_distances(X, S))


def cosine(X, S):
    """1 − cos of the angle; a zero vector is at 1 from all."""
    lengths = [np.linalg.norm(rows, axis=1, keepdims=True) for rows in (X, S)]
    X, S = (rows / np.where(length > 0, length, 1) for rows, length in zip((X, S), lengths))
    return 1 - X @ S.T


def hamming(X, S):
    """The share of bits that differ, codes of 0 and 1; exact, so that ties are ties."""
    return (X @ (1 - S).T + (1 - X) @ S.T) / X.shape[1]


METRICS = {"euclidean": euclidean, "cosine": cosine, "hamming": hamming}


class NearestNeighbors(BaseEstimator):
    """The k stored rows at the smallest distance d(x, s), by brute force; of equal distances the row stored first.

    `metric`: "euclidean"; "cosine", 1 − x·s/(‖x‖‖s‖); "hamming", the share of bits that differ, for codes of 0 and 1.
    fit(X, y) stores X (n, d) and, for `score`, labels y (n,). Fitted: `n_samples_fit_`, `n_features_in_`.
    Raises ValueError for more neighbours than rows, an unknown metric, or codes that are not 0 and 1.
    Salakhutdinov and Hinton (2009) for retrieval by hashing.
    """

    block = 1024  # queries at a time: the distances of all to all may not fit in memory

    def __init__(self, n_neighbors=5, metric="euclidean"):
        self.n_neighbors = n_neighbors
        self.metric = metric

    def fit(self, X, y=None):
        validate.count(self, n_neighbors=self.n_neighbors)
        validate.one_of(self, METRICS, metric=self.metric)
        self._rows = self._checked(X, reset=True)
        self._labels = None if y is None else self._checked_labels(y, len(self._rows))
        self.n_samples_fit_ = len(self._rows)
        return self

    def kneighbors(self, X=None):
        """Distances (m, k), ascending, and row numbers (m, k) of each query's neighbours.

        Without X the queries are the stored rows themselves, and none is its own neighbour.
        """
        check_is_fitted(self)
        itself, queries = X is None, self._rows if X is None else self._checked(X)
        if self.n_neighbors > self.n_samples_fit_ - itself:
            raise ValueError(
                f"NearestNeighbors: n_neighbors = {self.n_neighbors}, but n_samples_fit_ = {self.n_samples_fit_} rows "
                "are stored" + (", the query among them" if itself else "") + ": it must be at most what is left"
            )
        starts = range(0, len(queries), self.block)
        distances, indices = zip(*(self._nearest(queries, start, itself) for start in starts))
        return np.concatenate(distances), np.concatenate(indices)

    def score(self, X=None, y=None):
        """Precision at k: the share of neighbours that have their query's label, averaged over the queries."""
        _, indices = self.kneighbors(X)
        if self._labels is None or (X is not None and y is None):
            raise ValueError(
                "NearestNeighbors.score needs labels of what is stored, fit(X, y), and of the queries, score(X, y)"
            )
        wanted = self._labels if X is None else self._checked_labels(y, len(indices))
        return float((self._labels[indices] == wanted[:, None]).mean())

    def _nearest(self, queries, start, itself):
        distance = METRICS[self.metric](queries[start : start + self.block], self._rows)
        if itself:
            distance[np.arange(len(distance)), start + np.arange(len(distance))] = np.inf
        indices = distance.argsort(axis=1, kind="stable")[:, : self.n_neighbors]
        return np.take_along_axis(distance, indices, axis=1), indices

    def _checked(self, X, reset=False):
        X = validate.features(self, X, reset=reset)
        if self.metric == "hamming" and not np.isin(X, (0, 1)).all():
            raise ValueError("NearestNeighbors: metric='hamming' takes codes of 0 and 1; compare with a threshold")
        return X

    def _checked_labels(self, y, n):
        if np.ndim(y) != 1:
            raise ValueError(f"NearestNeighbors got labels {np.shape(y)}, wanted ({n},): one for each row")
        y = column_or_1d(y)
        if len(y) != n:
            raise ValueError(f"NearestNeighbors got {n} rows and {len(y)} labels, wanted one for each: do they belong together?")
        return y
