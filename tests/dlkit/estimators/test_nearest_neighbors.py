import numpy as np
import pytest
import sklearn.neighbors
from numpy.testing import assert_allclose

from dlkit.data import digits
from dlkit.estimators import NearestNeighbors

METRICS = ["euclidean", "cosine", "hamming"]


def stored(metric, n=50, d=16, seed=0):
    rng = np.random.default_rng(seed)
    return rng.integers(0, 2, size=(n, d)).astype(float) if metric == "hamming" else rng.normal(size=(n, d))


@pytest.mark.parametrize("metric", METRICS)
@pytest.mark.parametrize("itself", [False, True])
def test_neighbours_are_scikit_learns(metric, itself):
    S, Q = stored(metric), None if itself else stored(metric, 9, seed=1)
    ours = NearestNeighbors(7, metric).fit(S)
    theirs = sklearn.neighbors.NearestNeighbors(n_neighbors=7, metric=metric, algorithm="brute").fit(S)
    distances, indices = ours.kneighbors(Q)
    expected, expected_indices = theirs.kneighbors(Q)
    assert_allclose(distances, expected, atol=1e-12)
    if metric != "hamming":  # there many are at the same distance
        assert (indices == expected_indices).all()


def test_of_equal_distances_the_row_stored_first_comes_first():
    S = np.array([[1.0, 1], [0, 0], [1, 1], [0, 1], [1, 0]])
    _, indices = NearestNeighbors(5, "hamming").fit(S).kneighbors([[0.0, 0]])
    assert list(indices[0]) == [1, 3, 4, 0, 2]
    _, indices = NearestNeighbors(300, "hamming").fit(np.tile(S, (60, 1))).kneighbors([[0.0, 0]])
    assert all((np.diff(run) > 0).all() for run in np.split(indices[0], [60, 180]))


def test_blocks_of_queries_change_nothing(monkeypatch):
    S = stored("euclidean")
    whole = NearestNeighbors(3).fit(S).kneighbors()
    monkeypatch.setattr(NearestNeighbors, "block", 7)
    pieces = NearestNeighbors(3).fit(S).kneighbors()
    assert_allclose(pieces[0], whole[0], rtol=1e-12)
    assert (pieces[1] == whole[1]).all()
    assert not (pieces[1] == np.arange(50)[:, None]).any()  # none is its own neighbour, in any block


def test_precision_at_k_counts_neighbours_of_the_querys_label():
    S, y = np.array([[0.0], [1], [2], [10], [11]]), np.array(["a", "a", "b", "b", "b"])
    nearest = NearestNeighbors(2).fit(S, y)
    # a: (a, b) ½; a: (a, b) ½; b: (a, a) 0; b: (b, b) 1; b: (b, b) 1
    assert nearest.score() == pytest.approx(3 / 5)
    assert nearest.score([[0.4]], ["a"]) == 1 and nearest.score([[0.4]], ["b"]) == 0
    assert nearest.set_params(n_neighbors=4).score([[0.4]], ["a"]) == pytest.approx(0.5)


def test_raw_digits_retrieve_their_kind():
    images, labels = digits()
    X = images.reshape(len(images), -1)
    assert 0.9 < NearestNeighbors(10).fit(X[300:], labels[300:]).score(X[:300], labels[:300]) < 0.99


def test_a_zero_vector_is_at_cosine_distance_one_from_all():
    distances, _ = NearestNeighbors(2, "cosine").fit([[1.0, 0], [0, 2]]).kneighbors([[0.0, 0]])
    assert_allclose(distances, 1)
