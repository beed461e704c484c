import numpy as np
import pytest
import scipy.linalg
import sklearn.linear_model as sk
from numpy.testing import assert_allclose
from sklearn.exceptions import ConvergenceWarning

from dlkit.estimators import Lasso, LinearRegression, Ridge
from dlkit.estimators.lasso import soft_threshold


def problem(kind, seed=0, targets=()):
    """X (n, d) and y (n, *targets), with the difficulty that the kind names."""
    rng = np.random.default_rng(seed)
    n, d = {"wide": (7, 12), "one feature": (9, 1), "one row more": (6, 5)}.get(kind, (30, 5))
    X = rng.normal(size=(n, d)) * rng.uniform(0.1, 10, d) + rng.normal(scale=3, size=d)
    if kind == "duplicate column":
        X[:, 3] = X[:, 1]
    if kind == "dependent columns":
        X[:, 4] = X[:, 0] - 2 * X[:, 1] + 5
    if kind == "constant column":
        X[:, 2] = 0.1
    return X, X @ rng.normal(size=(d, *targets)) + rng.normal(size=(n, *targets)) + 4


KINDS = ["tall", "wide", "one feature", "one row more", "duplicate column", "dependent columns", "constant column"]
kinds = pytest.mark.parametrize("kind", KINDS)
intercepts = pytest.mark.parametrize("fit_intercept", [True, False])


@kinds
@intercepts
@pytest.mark.parametrize("targets", [(), (3,)], ids=["one target", "three targets"])
def test_least_squares_is_scikit_learns_and_scipys(kind, fit_intercept, targets):
    X, y = problem(kind, targets=targets)
    ours = LinearRegression(fit_intercept=fit_intercept).fit(X, y)
    theirs = sk.LinearRegression(fit_intercept=fit_intercept).fit(X, y)
    scale = np.abs(theirs.coef_).max()
    assert_allclose(ours.coef_, theirs.coef_, rtol=0, atol=1e-10 * scale)
    assert_allclose(ours.intercept_, theirs.intercept_, rtol=1e-9, atol=1e-9)
    assert_allclose(ours.predict(X), theirs.predict(X), rtol=1e-9, atol=1e-9)
    Xc, yc = (X - X.mean(axis=0), y - y.mean(axis=0)) if fit_intercept else (X, y)
    w, _, rank, _ = scipy.linalg.lstsq(Xc, yc, cond=1e-13)
    assert_allclose(ours.coef_, w.T, rtol=0, atol=1e-10 * scale)
    assert ours.rank_ == rank
    assert ours.coef_.shape == (*targets, X.shape[1]) and np.shape(ours.intercept_) == targets


@kinds
def test_the_residual_of_least_squares_is_orthogonal_to_every_column_and_to_one(kind):
    X, y = problem(kind)
    residual = y - LinearRegression().fit(X, y).predict(X)
    scale = np.linalg.norm(X, axis=0).max() * np.linalg.norm(y)
    assert_allclose(X.T @ residual, 0, atol=1e-12 * scale)
    assert_allclose(residual.sum(), 0, atol=1e-12 * scale)


def test_among_all_best_weights_least_squares_takes_the_shortest():
    X, y = problem("dependent columns")
    model = LinearRegression().fit(X, y)
    assert model.rank_ == 4
    null = scipy.linalg.null_space(X - X.mean(axis=0))
    assert null.shape == (5, 1)
    assert_allclose(model.coef_ @ null, 0, atol=1e-12)


def test_of_two_equal_columns_each_gets_half_the_weight():
    X, y = problem("duplicate column")
    both, one = LinearRegression().fit(X, y), LinearRegression().fit(np.delete(X, 3, axis=1), y)
    assert_allclose(both.coef_[[1, 3]], one.coef_[1] / 2, rtol=1e-10)


@kinds
@intercepts
@pytest.mark.parametrize("alpha", [0, 1e-3, 1.0, 1e3])
def test_ridge_is_scikit_learns_and_least_squares_with_extra_rows(kind, fit_intercept, alpha):
    X, y = problem(kind, seed=1, targets=(2,))
    ours = Ridge(alpha, fit_intercept=fit_intercept).fit(X, y)
    scale = np.abs(ours.coef_).max()
    if alpha > 0:
        theirs = sk.Ridge(alpha, fit_intercept=fit_intercept, solver="svd").fit(X, y)
        assert_allclose(ours.coef_, theirs.coef_, rtol=0, atol=1e-10 * scale)
        assert_allclose(ours.intercept_, theirs.intercept_, rtol=1e-9, atol=1e-9)
    # One row √α e_j with target 0 for each weight; the intercept's column is 0 there, so it goes unpenalised.
    n, d = X.shape
    rows = np.vstack([X, np.sqrt(alpha) * np.eye(d)])
    ones = np.r_[np.full(n, float(fit_intercept)), np.zeros(d)]
    theta = np.linalg.pinv(np.column_stack([rows, ones])) @ np.vstack([y, np.zeros((d, 2))])
    assert_allclose(ours.predict(X), np.column_stack([X, ones[:n]]) @ theta, rtol=1e-7, atol=1e-7)


def test_a_larger_alpha_shrinks_ridges_weights_and_leaves_the_mean_prediction():
    X, y = problem("wide")
    models = [Ridge(alpha).fit(X, y) for alpha in [0, 0.1, 1, 10, 1e3, 1e12]]
    norms = [np.linalg.norm(m.coef_) for m in models]
    assert all(a > b for a, b in zip(norms, norms[1:])) and norms[-1] < 1e-6
    for model in models:
        assert model.predict(X).mean() == pytest.approx(y.mean(), rel=1e-12)


@kinds
def test_ridge_without_penalty_is_least_squares(kind):
    X, y = problem(kind)
    assert_allclose(Ridge(0).fit(X, y).coef_, LinearRegression().fit(X, y).coef_, rtol=1e-12)


@kinds
@intercepts
@pytest.mark.parametrize("alpha", [0.05, 1.0])
def test_the_lasso_is_scikit_learns_and_fulfils_the_kkt_conditions(kind, fit_intercept, alpha):
    X, y = problem(kind, seed=2)
    options = dict(fit_intercept=fit_intercept, max_iter=100_000, tol=1e-13)
    ours, theirs = Lasso(alpha, **options).fit(X, y), sk.Lasso(alpha, **options).fit(X, y)
    assert_allclose(ours.predict(X), theirs.predict(X), rtol=1e-5, atol=1e-5)
    if kind != "duplicate column":  # there the share of the two is free
        assert_allclose(ours.coef_, theirs.coef_, rtol=1e-5, atol=1e-5)
    residual, n = y - ours.predict(X), len(y)
    Xc = X - X.mean(axis=0) if fit_intercept else X
    slope, w = Xc.T @ residual / n, ours.coef_
    assert_allclose(slope[w != 0], alpha * np.sign(w[w != 0]), atol=1e-5)
    assert (np.abs(slope) <= alpha + 1e-5).all()
    assert 0 <= ours.dual_gap_ + 1e-12 and ours.dual_gap_ <= 1e-13 * (y @ y) / n


def test_the_duality_gap_bounds_the_distance_from_the_minimum_and_closes():
    X, y = problem("tall", seed=3)

    def objective(model):
        return ((y - model.predict(X)) ** 2).mean() / 2 + 0.1 * np.abs(model.coef_).sum()

    best = objective(Lasso(0.1, tol=1e-14, max_iter=10_000).fit(X, y))
    gaps = []
    for sweeps in [1, 2, 4, 8]:
        with pytest.warns(ConvergenceWarning, match=f"Lasso did not converge in {sweeps} sweeps: the duality gap is"):
            model = Lasso(0.1, tol=0, max_iter=sweeps).fit(X, y)
        assert model.n_iter_ == sweeps and objective(model) - best <= model.dual_gap_ * (1 + 1e-9)
        gaps.append(model.dual_gap_)
    assert gaps == sorted(gaps, reverse=True) and gaps[0] > 100 * gaps[-1]


def test_for_orthogonal_columns_the_lasso_is_one_soft_threshold():
    rng = np.random.default_rng(4)
    Q, _ = np.linalg.qr(rng.normal(size=(20, 6)))
    y, alpha = rng.normal(size=20), 0.02
    model = Lasso(alpha, fit_intercept=False).fit(Q, y)
    assert_allclose(model.coef_, soft_threshold(Q.T @ y, 20 * alpha), atol=1e-14)
    assert (model.coef_ == 0).any() and (model.coef_ != 0).any() and model.n_iter_ == 1


def test_soft_threshold_minimises_what_it_says():
    w = np.linspace(-3, 3, 60_001)
    for z in [-2.0, -0.5, 0.0, 0.7, 2.5]:
        assert soft_threshold(z, 0.6) == pytest.approx(w[np.argmin((w - z) ** 2 / 2 + 0.6 * np.abs(w))], abs=1e-4)


def test_from_the_steepest_slope_on_all_lasso_weights_are_zero():
    X, y = problem("wide")
    steepest = np.abs((X - X.mean(axis=0)).T @ (y - y.mean())).max() / len(y)
    assert not Lasso(steepest * 1.0001).fit(X, y).coef_.any()
    assert np.count_nonzero(Lasso(steepest * 0.999, tol=1e-12).fit(X, y).coef_) == 1


@pytest.mark.parametrize("model", [LinearRegression(), Ridge(0.5), Lasso(0.1, tol=1e-12)], ids=lambda m: type(m).__name__)
def test_moving_the_data_moves_only_the_intercept(model):
    X, y = problem("tall")
    coef = model.fit(X, y).coef_
    assert_allclose(model.fit(X + 100, y - 50).coef_, coef, rtol=1e-8, atol=1e-9)
    assert model.predict(X + 100).mean() == pytest.approx(y.mean() - 50)
