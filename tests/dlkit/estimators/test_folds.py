import numpy as np
import pytest
import sklearn.model_selection as sk
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from sklearn.datasets import load_diabetes, load_iris

from dlkit.estimators import PCA, KFold, LogisticRegression, Ridge, SoftmaxRegression, StratifiedKFold, cross_val_score


@settings(max_examples=50, deadline=None)
@given(st.integers(2, 40), st.integers(2, 8), st.booleans())
def test_every_row_is_tested_once_and_the_parts_are_of_one_size(n, k, shuffle):
    k = min(n, k)
    parts = list(KFold(k, shuffle=shuffle).split(np.zeros(n)))
    assert len(parts) == k == KFold(k).get_n_splits()
    assert sorted(np.concatenate([test for _, test in parts])) == list(range(n))
    assert all(sorted([*train, *test]) == list(range(n)) for train, test in parts)
    sizes = [len(test) for _, test in parts]
    assert max(sizes) - min(sizes) <= 1


@settings(max_examples=50, deadline=None)
@given(st.integers(2, 5), st.lists(st.integers(5, 13), min_size=1, max_size=4), st.booleans(), st.integers(0, 99))
def test_stratified_parts_differ_by_at_most_one_row_of_each_class_and_in_all(k, counts, shuffle, seed):
    y = np.random.default_rng(seed).permutation(np.repeat(np.arange(len(counts)) * 3, counts))
    parts = list(StratifiedKFold(k, shuffle=shuffle).split(y, y))
    assert sorted(np.concatenate([test for _, test in parts])) == list(range(len(y)))
    table = np.array([[(y[test] == c).sum() for c in np.unique(y)] for _, test in parts])
    assert (table.max(axis=0) - table.min(axis=0) <= 1).all()
    assert np.ptp(table.sum(axis=1)) <= 1


@pytest.mark.parametrize("n, k", [(10, 5), (11, 3), (7, 7), (13, 4)])
def test_without_shuffling_folds_are_scikit_learns(n, k):
    X, y = np.zeros((n * 3, 2)), np.random.default_rng(0).permutation(np.arange(n * 3) % 3)
    for ours, theirs in [(KFold(k), sk.KFold(k)), (StratifiedKFold(k), sk.StratifiedKFold(k))]:
        for mine, its in zip(ours.split(X, y), theirs.split(X, y), strict=True):
            assert (mine[0] == its[0]).all() and (mine[1] == its[1]).all()


@pytest.mark.parametrize("family", [KFold, StratifiedKFold])
def test_shuffling_is_drawn_from_rng_and_differs_from_the_given_order(family):
    y = np.arange(40) % 2
    tests = [[t.tolist() for _, t in family(4, shuffle=True, rng=seed).split(y, y)] for seed in (0, 0, 1)]
    assert tests[0] == tests[1] != tests[2]
    assert tests[0] != [t.tolist() for _, t in family(4).split(y, y)]


@pytest.mark.parametrize("scoring", [None, "neg_mean_squared_error"])
def test_scores_of_a_regressor_are_scikit_learns(scoring):
    X, y = load_diabetes(return_X_y=True)
    assert_allclose(cross_val_score(Ridge(0.1), X, y, cv=4, scoring=scoring),
                    sk.cross_val_score(Ridge(0.1), X, y, cv=4, scoring=scoring), rtol=1e-12)


def test_a_classifier_gets_stratified_folds():
    X, y = load_iris(return_X_y=True)  # sorted by class: plain folds would each test one class never seen
    model = SoftmaxRegression(l2=0.01)
    scores = cross_val_score(model, X, y)
    assert_allclose(scores, sk.cross_val_score(model, X, y))
    assert scores.min() > 0.9
    assert cross_val_score(model, X, y, cv=KFold(3)).max() == 0
    assert not hasattr(model, "coef_")  # clones were fitted


def test_scoring_may_be_a_function_and_y_may_be_missing():
    X, y = load_iris(return_X_y=True)
    assert_allclose(cross_val_score(Ridge(), X, y, cv=3, scoring=lambda model, X, y: len(y)), 50)

    def error(pca, X):
        return ((X - pca.inverse_transform(pca.transform(X))) ** 2).mean()

    errors = [cross_val_score(PCA(k), X, scoring=error, cv=KFold(5, shuffle=True, rng=0)).mean() for k in (1, 2, 3)]
    assert errors == sorted(errors, reverse=True)


def test_a_fold_that_fails_says_so():
    X, y = np.arange(6.0)[:, None], np.array([0, 0, 0, 1, 1, 1])
    with pytest.raises(ValueError, match="LogisticRegression got labels of one class, 1"):
        cross_val_score(LogisticRegression(), X, y, cv=KFold(2))


BAD = [
    (lambda: KFold(1), "KFold: n_splits must be an integer of at least 2, got 1"),
    (lambda: KFold(2.0), "KFold: n_splits must be an integer of at least 2, got 2.0"),
    (lambda: KFold(3, rng=0), "KFold: rng is used only with shuffle=True"),
    (lambda: next(KFold(5).split(np.zeros(4))), "KFold: n_splits = 5, but there are only 4 rows"),
    (lambda: next(StratifiedKFold(2).split(np.zeros(4))), r"StratifiedKFold got y \(\) for 4 rows: wanted a label"),
    (lambda: next(StratifiedKFold(2).split(np.zeros(4), [0, 1])), r"StratifiedKFold got y \(2,\) for 4 rows"),
    (lambda: next(StratifiedKFold(2).split(np.zeros(3), ["a", "b", "a"])), "class b has only 1 rows; is y a number"),
    (lambda: cross_val_score(Ridge(), np.zeros((4, 1)), np.zeros(3)), "inconsistent numbers of samples"),
]


@pytest.mark.parametrize("call, message", BAD, ids=[m for _, m in BAD])
def test_bad_input_is_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
