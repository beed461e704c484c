"""What all estimators share: scikit-learn's own checks, its Pipeline and GridSearchCV, bad input, the import."""

import subprocess
import sys
import warnings

import numpy as np
import pytest
from numpy.testing import assert_allclose
from sklearn.base import clone
from sklearn.datasets import load_breast_cancer, load_diabetes
from sklearn.exceptions import NotFittedError
from sklearn.model_selection import GridSearchCV, train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils.estimator_checks import estimator_checks_generator

import dlkit.estimators as de

ESTIMATORS = [
    de.BaggingClassifier(n_estimators=3, rng=0),
    de.BaggingRegressor(n_estimators=3, rng=0),
    de.Lasso(0.1),
    de.LinearRegression(),
    de.LogisticRegression(),
    de.LogisticRegression("gradient", l2=0.1),
    de.NearestNeighbors(),
    de.PCA(),
    de.PolynomialFeatures(),
    de.RBFFeatures(),
    de.Ridge(),
    de.SoftmaxRegression(),
]
each = pytest.mark.parametrize("estimator", ESTIMATORS, ids=str)
NOT_ON_X = {"Bernoulli", "Categorical", "Gaussian", "Laplace"}  # they fit y
NOT_ESTIMATORS = {"KFold", "SeparableDataWarning", "StratifiedKFold", "cross_val_score"}


def test_every_estimator_is_in_the_list():
    assert {type(e).__name__ for e in ESTIMATORS} | NOT_ON_X | NOT_ESTIMATORS == set(de.__all__)


@each
@pytest.mark.filterwarnings("ignore")
def test_scikit_learns_own_checks_pass(estimator):
    for model, check in estimator_checks_generator(estimator):
        try:
            check(model)
        except Exception as error:
            if type(error).__name__ != "SkipTest":
                raise AssertionError(f"{estimator}: {check.func.__name__}") from error


def data(estimator):
    X = np.random.default_rng(0).normal(size=(40, 3))
    return X, (X[:, 0] + 0.5 * np.cos(9 * X[:, 1]) > 0).astype(int)


@each
def test_bad_data_are_named(estimator):
    X, y = data(estimator)
    name = type(estimator).__name__
    hole = X.copy()
    hole[3, 1] = np.nan
    with pytest.raises(ValueError, match=rf"^{name} got X \(40, 3\).*contains NaN"):
        clone(estimator).fit(hole, y)
    with pytest.raises(ValueError, match=rf"^{name} got X \(40,\).*Expected 2D array, got 1D array"):
        clone(estimator).fit(X[:, 0], y)
    with pytest.raises(ValueError, match=rf"^{name} got X \(0, 3\).*0 sample"):
        clone(estimator).fit(X[:0], y[:0])
    if not isinstance(estimator, (de.PCA, de.PolynomialFeatures, de.RBFFeatures)):
        with pytest.raises(ValueError, match=rf"^{name} got .*40.*39|inconsistent"):
            clone(estimator).fit(X, y[1:])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fitted = clone(estimator).fit(X, y)
    use = next(getattr(fitted, m) for m in ("predict", "transform", "kneighbors") if hasattr(fitted, m))
    with pytest.raises(ValueError, match=rf"^{name} got X \(40, 2\): X has 2 features, but {name} is expecting 3"):
        use(X[:, :2])
    with pytest.raises(NotFittedError, match=f"This {name} instance is not fitted yet"):
        getattr(clone(estimator), use.__name__)(X)


@each
def test_input_is_not_changed_and_float32_and_lists_are_taken(estimator):
    X, y = data(estimator)
    X = np.round(X, 3)
    copies = X.copy(), y.copy()
    model = clone(estimator).fit(X, y)
    assert (X == copies[0]).all() and (y == copies[1]).all()
    use = next(m for m in ("predict", "transform", "kneighbors") if hasattr(model, m))
    lists = clone(estimator).fit(X.tolist(), y.tolist())
    assert_allclose(getattr(lists, use)(X.tolist()), getattr(model, use)(X))
    single = clone(estimator).fit(X.astype(np.float32), y)
    if not isinstance(estimator, (de.BaggingClassifier, de.BaggingRegressor)):  # a tree's ties may fall otherwise
        assert_allclose(getattr(single, use)(X), getattr(model, use)(X), atol=1e-3)


X, Y = data(None)
BAD_ARGUMENTS = [
    (de.Ridge(-1), "Ridge: alpha must be a number of at least 0, got -1"),
    (de.Ridge(np.nan), "Ridge: alpha must be a number of at least 0, got nan"),
    (de.Ridge("1"), "Ridge: alpha must be a number of at least 0, got '1'"),
    (de.Lasso(-0.5), "Lasso: alpha must be a number above 0, got -0.5"),
    (de.Lasso(0), "Lasso: alpha must be a number above 0, got 0"),
    (de.Lasso(max_iter=0), "Lasso: max_iter must be an integer of at least 1, got 0"),
    (de.Lasso(tol=-1), "Lasso: tol must be a number of at least 0, got -1"),
    (de.LogisticRegression("newton"), "LogisticRegression: solver must be one of irls, gradient, got 'newton'"),
    (de.LogisticRegression(l2=-1), "LogisticRegression: l2 must be a number of at least 0, got -1"),
    (de.LogisticRegression(tol=0), "LogisticRegression: tol must be a number above 0, got 0"),
    (de.SoftmaxRegression(max_iter=True), "SoftmaxRegression: max_iter must be an integer of at least 1, got True"),
    (de.PCA(0), "PCA: n_components must be an integer of at least 1, got 0"),
    (de.PCA(0.9), "PCA: n_components must be an integer of at least 1, got 0.9"),
    (de.PCA(4), r"PCA got X \(40, 3\) with .*n_components = 4: wanted .* at most min\(n, d\) = 3"),
    (de.PolynomialFeatures(-1), "PolynomialFeatures: degree must be an integer of at least 0, got -1"),
    (de.RBFFeatures(gamma=0), "RBFFeatures: gamma must be a number above 0, got 0"),
    (de.RBFFeatures(41), r"RBFFeatures: centers = 41, but X \(40, 3\) has only n_samples = 40"),
    (de.RBFFeatures([[0.0, 1.0]]), r"RBFFeatures got centers \(1, 2\) for X \(40, 3\): wanted \(m, 3\)"),
    (de.RBFFeatures([[0.0, 1.0, np.inf]]), "RBFFeatures got centers that are not finite"),
    (de.NearestNeighbors(0), "NearestNeighbors: n_neighbors must be an integer of at least 1, got 0"),
    (de.NearestNeighbors(metric="l3"), "NearestNeighbors: metric must be one of euclidean, cosine, hamming, got 'l3'"),
    (de.NearestNeighbors(metric="hamming"), "metric='hamming' takes codes of 0 and 1"),
    (de.BaggingRegressor(n_estimators=0), "BaggingRegressor: n_estimators must be an integer of at least 1, got 0"),
]


@pytest.mark.parametrize("estimator, message", BAD_ARGUMENTS, ids=[m for _, m in BAD_ARGUMENTS])
def test_bad_arguments_are_named(estimator, message):
    with pytest.raises(ValueError, match=message):
        estimator.fit(X, Y)


BAD_CALLS = [
    (lambda: de.LogisticRegression().fit(X, 0 * Y), "LogisticRegression got labels of one class, 0"),
    (lambda: de.SoftmaxRegression().fit(X, 0 * Y), "SoftmaxRegression got labels of one class, 0"),
    (lambda: de.BaggingClassifier().fit(X, 0 * Y + 3), "BaggingClassifier got labels of one class, 3"),
    (lambda: de.LogisticRegression().fit(X, np.arange(40) % 3), "labels of 3 classes, wanted 2: use SoftmaxRegression"),
    (lambda: de.LogisticRegression().fit(X, X[:, 0]), "Unknown label type: continuous"),
    (lambda: de.Lasso().fit(X, X), r"^Lasso got X \(40, 3\) and y \(40, 3\): y should be a 1d array"),
    (lambda: de.PCA(2).fit(X).inverse_transform(X), r"PCA.inverse_transform got \(40, 3\), wanted codes \(n, 2\)"),
    (lambda: de.NearestNeighbors(40).fit(X).kneighbors(), "n_neighbors = 40, but n_samples_fit_ = 40 rows are stored, the query among"),
    (lambda: de.NearestNeighbors(41).fit(X).kneighbors(X), "n_neighbors = 41, but n_samples_fit_ = 40 rows"),
    (lambda: de.NearestNeighbors().fit(X).score(X, Y), "NearestNeighbors.score needs labels"),
    (lambda: de.NearestNeighbors().fit(X, Y).score(X), "NearestNeighbors.score needs labels"),
    (lambda: de.NearestNeighbors().fit(X, Y).score(X, Y[1:]), "NearestNeighbors got 40 rows and 39 labels"),
]


@pytest.mark.parametrize("call, message", BAD_CALLS, ids=[m for _, m in BAD_CALLS])
def test_bad_calls_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_a_grid_search_over_a_pipeline_of_bases_and_ridge_finds_the_curve():
    rng = np.random.default_rng(0)
    x = rng.uniform(-3, 3, size=(120, 1))
    y = np.sin(2 * x[:, 0]) + rng.normal(scale=0.1, size=120)
    model = make_pipeline(de.RBFFeatures(30, rng=0), de.Ridge())
    grid = {"rbffeatures__gamma": [0.01, 1.0, 1000.0], "ridge__alpha": [1e-3, 1.0, 1e3]}
    search = GridSearchCV(model, grid, cv=de.KFold(5, shuffle=True, rng=0)).fit(x, y)
    assert search.best_params_ == {"rbffeatures__gamma": 1.0, "ridge__alpha": 1e-3}
    assert search.best_score_ > 0.95 > make_pipeline(de.PolynomialFeatures(2), de.Ridge()).fit(x, y).score(x, y)


def test_a_grid_search_over_a_pipeline_of_pca_and_a_classifier_does_well():
    X, y = load_breast_cancer(return_X_y=True)
    X, X_test, y, y_test = train_test_split(X, y, random_state=0)
    model = make_pipeline(StandardScaler(), de.PCA(whiten=True), de.LogisticRegression(l2=0.01))
    grid = {"pca__n_components": [2, 10], "logisticregression__l2": [1e-3, 1e-1, 10.0]}
    search = GridSearchCV(model, grid, cv=de.StratifiedKFold(3), scoring="neg_log_loss").fit(X, y)
    assert search.best_estimator_.score(X_test, y_test) > 0.94


def test_bagging_takes_pipelines_and_is_taken_by_them():
    X, y = load_diabetes(return_X_y=True)
    bagging = de.BaggingRegressor(make_pipeline(de.RBFFeatures(20, rng=0), de.Lasso(0.01)), n_estimators=3, rng=0)
    model = make_pipeline(StandardScaler(), bagging).fit(X, y)
    assert model.score(X, y) > 0.1
    centres = [m[0].centers_ for m in model[-1].estimators_]
    assert (centres[0] != centres[1]).any()


def test_the_import_loads_neither_torch_nor_matplotlib():
    code = "import sys, dlkit.estimators; print([m for m in ('torch', 'matplotlib') if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
