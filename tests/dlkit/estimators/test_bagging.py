import numpy as np
import pytest
import sklearn.ensemble
from numpy.testing import assert_allclose
from sklearn.svm import LinearSVC
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

from dlkit.data import two_moons
from dlkit.estimators import BaggingClassifier, BaggingRegressor, LinearRegression, SoftmaxRegression


def waves(n=200, seed=0):
    rng = np.random.default_rng(seed)
    X = rng.uniform(-3, 3, size=(n, 1))
    return X, np.sin(2 * X[:, 0]) + rng.normal(scale=0.4, size=n)


def test_the_prediction_is_the_mean_of_models_fitted_to_the_rows_that_were_drawn():
    X, y = waves(60)
    bagging = BaggingRegressor(LinearRegression(), n_estimators=7, rng=0).fit(X, y)
    models = [LinearRegression().fit(X[rows], y[rows]) for rows in bagging.estimators_samples_]
    assert_allclose(bagging.predict(X), np.mean([m.predict(X) for m in models], axis=0), rtol=1e-12)
    for rows in bagging.estimators_samples_:
        assert rows.shape == (60,) and len(np.unique(rows)) < 60
    assert any((a != b).any() for a, b in zip(bagging.estimators_samples_, bagging.estimators_samples_[1:]))


def test_about_one_row_in_e_is_out_of_a_bag():
    X, y = waves(1000)
    bags = BaggingRegressor(LinearRegression(), n_estimators=30, rng=0).fit(X, y).estimators_samples_
    assert np.mean([1 - len(np.unique(rows)) / 1000 for rows in bags]) == pytest.approx(np.exp(-1), abs=0.01)


def test_out_of_bag_predictions_come_from_models_that_did_not_see_the_row():
    X, y = waves(40)
    bagging = BaggingRegressor(DecisionTreeRegressor(), n_estimators=5, rng=0).fit(X, y)
    for i in range(40):
        blind = [m for m, rows in zip(bagging.estimators_, bagging.estimators_samples_) if i not in rows]
        if blind:
            assert bagging.oob_prediction_[i] == pytest.approx(np.mean([m.predict(X[[i]])[0] for m in blind]))
        else:
            assert np.isnan(bagging.oob_prediction_[i])
    assert np.isnan(bagging.oob_prediction_).any()  # five models: some row was in every bag


def test_bagged_trees_beat_one_tree_and_the_out_of_bag_score_is_near_the_test_score():
    (X, y), (X_test, y_test) = waves(400, 0), waves(2000, 1)
    bagging = BaggingRegressor(n_estimators=50, rng=0).fit(X, y)
    theirs = sklearn.ensemble.BaggingRegressor(n_estimators=50, oob_score=True, random_state=0).fit(X, y)
    tree = DecisionTreeRegressor(random_state=0).fit(X, y)
    assert bagging.score(X_test, y_test) > tree.score(X_test, y_test) + 0.05
    assert bagging.oob_score_ == pytest.approx(bagging.score(X_test, y_test), abs=0.08)
    assert bagging.score(X_test, y_test) == pytest.approx(theirs.score(X_test, y_test), abs=0.03)
    assert bagging.oob_score_ == pytest.approx(theirs.oob_score_, abs=0.03)


def test_bagged_classifiers_do_too():
    (X, y), (X_test, y_test) = two_moons(300, noise=0.3, rng=0), two_moons(2000, noise=0.3, rng=1)
    bagging = BaggingClassifier(n_estimators=50, rng=0).fit(X, y)
    tree = DecisionTreeClassifier(random_state=0).fit(X, y)
    theirs = sklearn.ensemble.BaggingClassifier(n_estimators=50, oob_score=True, random_state=0).fit(X, y)
    assert bagging.score(X_test, y_test) > tree.score(X_test, y_test) + 0.01
    assert bagging.oob_score_ == pytest.approx(bagging.score(X_test, y_test), abs=0.08)
    assert bagging.oob_score_ == pytest.approx(theirs.oob_score_, abs=0.03)
    assert bagging.score(X_test, y_test) == pytest.approx(theirs.score(X_test, y_test), abs=0.02)
    assert bagging.score(X, y) > bagging.oob_score_ + 0.03  # the training score flatters
    assert_allclose(bagging.predict_proba(X_test).sum(axis=1), 1)


def test_models_without_probabilities_vote():
    X, y = two_moons(100, noise=0.3, rng=0)
    names = np.array(["hadron", "gamma"])[y]
    bagging = BaggingClassifier(LinearSVC(), n_estimators=8, rng=0).fit(X, names)
    votes = bagging.predict_proba(X) * 8
    assert_allclose(votes, np.round(votes), atol=1e-12)
    assert (bagging.predict(X) == np.array(["gamma", "hadron"])[votes.argmax(axis=1)]).all()


def test_a_class_that_a_bag_lacks_keeps_its_column():
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(41, 2)), np.r_[np.zeros(20, int), np.full(20, 5), 3]  # one row of class 3, the second
    bagging = BaggingClassifier(SoftmaxRegression(l2=0.1), n_estimators=20, rng=0).fit(X, y)
    lacking = [m for m in bagging.estimators_ if len(m.classes_) == 2]
    assert 0 < len(lacking) < 20 and bagging.predict_proba(X).shape == (41, 3)
    full = [m.predict_proba(X)[:, 1] for m in bagging.estimators_ if len(m.classes_) == 3]
    assert_allclose(bagging.predict_proba(X)[:, 1], np.sum(full, axis=0) / 20)


def test_the_same_rng_gives_the_same_models_and_the_default_another_each_time():
    X, y = two_moons(80, noise=0.3, rng=0)
    tree = DecisionTreeClassifier(max_features=1)
    first, again = (BaggingClassifier(tree, rng=3).fit(X, y).predict_proba(X) for _ in range(2))
    assert (first == again).all()
    fresh = [BaggingClassifier(tree).fit(X, y).predict_proba(X) for _ in range(2)]
    assert (fresh[0] != fresh[1]).any()
    seeds = {m.random_state for m in BaggingClassifier(tree, rng=3).fit(X, y).estimators_}
    assert len(seeds) == 10


def test_the_average_of_models_has_the_error_of_the_formula():
    # c v + (1 − c) v/M for errors of variance v and correlation c, by drawing whole data sets
    rng, M, x = np.random.default_rng(0), 8, np.array([[0.5]])
    singles, averages, products = [], [], []
    for _ in range(150):
        X = rng.normal(size=(30, 1))
        bagging = BaggingRegressor(LinearRegression(), n_estimators=M, rng=rng).fit(X, rng.normal(size=30))
        errors = np.array([m.predict(x)[0] for m in bagging.estimators_])
        singles.append((errors**2).mean())
        products.append((errors.sum() ** 2 - (errors**2).sum()) / (M * (M - 1)))
        averages.append(bagging.predict(x)[0] ** 2)
    v, cv = np.mean(singles), np.mean(products)
    assert np.mean(averages) == pytest.approx(cv + (v - cv) / M, rel=1e-9)
    assert np.mean(averages) < 0.75 * v
