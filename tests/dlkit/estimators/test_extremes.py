"""Estimators where the data say little: one row, one class, constant or copied columns, units far from 1."""

import warnings

import numpy as np
import pytest
from numpy.testing import assert_allclose

from dlkit import estimators as de

RNG = np.random.default_rng(0)
X, NOISE = RNG.normal(size=(60, 2)), RNG.normal(size=60)
REAL = X @ [1.0, -2.0] + 0.3 * NOISE
LABELS = (X[:, 0] + NOISE > 0).astype(int)
THREE = np.digitize(X[:, 0] + NOISE, [-0.5, 0.5])

REGRESSORS = [de.LinearRegression(), de.Ridge(0.1), de.Lasso(0.01, tol=1e-12)]
CLASSIFIERS = [de.LogisticRegression(), de.LogisticRegression("gradient", l2=0.01), de.SoftmaxRegression(l2=0.01)]
LINEAR = [(model, REAL) for model in REGRESSORS] + [(model, LABELS) for model in CLASSIFIERS] + [(de.SoftmaxRegression(), THREE)]
pytestmark = pytest.mark.filterwarnings("error")


def name_of(value):
    return type(value).__name__ if hasattr(value, "fit") else ""


def penalty(model):
    return getattr(model, "alpha", 0) or getattr(model, "l2", 0)


def answers(model, X):
    return model.predict_proba(X) if hasattr(model, "predict_proba") else model.predict(X)


@pytest.mark.parametrize("model, y", LINEAR, ids=name_of)
def test_a_constant_feature_gets_no_weight(model, y):
    alone = answers(model.fit(X, y), X)
    beside = answers(model.fit(np.column_stack([X, np.full(60, 1e6)]), y), np.column_stack([X, np.full(60, 1e6)]))
    assert_allclose(model.coef_[..., -1], 0, atol=1e-12)
    assert_allclose(beside, alone, rtol=1e-7, atol=1e-7)


@pytest.mark.parametrize("model, y", LINEAR, ids=name_of)
def test_only_constant_features_leave_the_mean_or_the_shares(model, y):
    constant = np.full((60, 2), 3.0)
    got = answers(model.fit(constant, y), constant[:1])
    shares = np.bincount(y) / 60 if y.dtype.kind == "i" else y.mean()
    assert_allclose(got[0], shares, rtol=1e-7)


@pytest.mark.parametrize("model, y", [pair for pair in LINEAR if not isinstance(pair[0], de.Lasso)], ids=name_of)
def test_a_copied_column_shares_its_weight_and_a_sum_of_columns_changes_nothing(model, y):
    twice = np.column_stack([X, X[:, 0]])
    model.fit(twice, y)
    assert_allclose(model.coef_[..., 0], model.coef_[..., 2], rtol=1e-7, atol=1e-9)
    if not penalty(model):
        assert_allclose(answers(model, twice), answers(model.fit(X, y), X), rtol=1e-6, atol=1e-7)


@pytest.mark.parametrize("unit", [1e-100, 1e100])
@pytest.mark.parametrize("model, y", [pair for pair in LINEAR if not penalty(pair[0])], ids=name_of)
def test_the_unit_of_the_features_changes_no_prediction(model, y, unit):
    assert_allclose(answers(model.fit(X * unit, y), X * unit), answers(model.fit(X, y), X), rtol=1e-6, atol=1e-8)


@pytest.mark.parametrize("model", [*REGRESSORS, de.BaggingRegressor(rng=0)], ids=name_of)
def test_one_row_is_predicted_everywhere(model):
    assert_allclose(model.fit(X[:1], REAL[:1]).predict(X), REAL[0])


@pytest.mark.parametrize("model", [*CLASSIFIERS, de.BaggingClassifier(rng=0)], ids=name_of)
def test_one_class_or_one_row_is_refused(model):
    for rows in (60, 1):
        with pytest.raises(ValueError, match=rf"{type(model).__name__} got labels of one class, 1"):
            model.fit(X[:rows], np.ones(rows, int))


def test_pca_of_constant_features_has_no_variance_and_gives_the_mean_back():
    constant = np.full((5, 3), 7.0)
    pca = de.PCA(2).fit(constant)
    assert not pca.explained_variance_.any() and not pca.explained_variance_ratio_.any()
    assert_allclose(pca.inverse_transform(pca.transform(constant)), constant)
    with pytest.raises(ValueError, match="wanted at least 2 rows"):
        de.PCA().fit(constant[:1])
    with pytest.raises(ValueError, match="cannot whiten component 1"):
        de.PCA(1, whiten=True).fit(constant)


def test_copied_columns_are_one_principal_component():
    pca = de.PCA().fit(X[:, [0, 0, 0]])
    assert_allclose(pca.explained_variance_ratio_, [1, 0, 0], atol=1e-12)


def test_shares_of_exactly_0_and_1():
    certain = de.Bernoulli().fit([1, 1, 1])
    assert certain.prob_ == 1 and certain.nll([1]) == 0 and certain.nll([0]) == np.inf
    assert de.Categorical().fit([0]).nll([0, 0]) == 0
    assert de.Categorical(3).fit([1, 1]).nll([2]) == np.inf
    assert de.Bernoulli(prior_count=2).fit([1, 1, 1]).prob_ == 0.8


def test_equal_values_have_no_spread_unless_a_prior_gives_one():
    for noise in (de.Gaussian, de.Laplace):
        with pytest.raises(ValueError, match="all values are equal"):
            noise().fit([2.0])
        assert np.isfinite(noise(prior_count=1).fit([2.0]).nll([2.0]))


def test_features_far_away_stay_finite():
    far = np.array([[1e200], [-1e200]])
    with np.errstate(over="ignore"):
        assert_allclose(de.RBFFeatures(centers=np.zeros((1, 1))).fit(far).transform(far), 0)
    assert_allclose(de.PolynomialFeatures(1).fit(far).transform(far), [[1, 1e200], [1, -1e200]])


@pytest.mark.parametrize("model", [de.LogisticRegression(max_iter=1000), de.SoftmaxRegression(max_iter=1000)], ids=name_of)
@pytest.mark.parametrize("features", [1, 2])
@pytest.mark.parametrize("size", [1e6, 1e9, 1e12])
def test_one_row_far_away_neither_stops_the_fit_nor_makes_overlapping_classes_separable(model, features, size):
    far, y = X[:20, :features].copy(), LABELS[:20].copy()
    far[0, 0], y[0] = size, 1
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", ".*(did not converge|may be separable)")
        model.fit(far, y)
    assert np.isfinite(model.coef_).all() and not model.separable_
    if features == 1 and size <= 1e9:  # it is predicted with certainty, so the others decide
        assert_allclose(model.coef_, type(model)(l2=1e-10).fit(far[1:], y[1:]).coef_, rtol=0.01)


def test_a_zero_vector_is_at_right_angles_to_all():
    distances, _ = de.NearestNeighbors(1, metric="cosine").fit([[1.0, 2.0]]).kneighbors([[0.0, 0.0]])
    assert_allclose(distances, 1)
