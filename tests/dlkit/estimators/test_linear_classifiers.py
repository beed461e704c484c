import warnings

import numpy as np
import pytest
import sklearn.linear_model as sk
from numpy.testing import assert_allclose
from sklearn.exceptions import ConvergenceWarning

from dlkit.check import numerical_gradient
from dlkit.estimators import LogisticRegression, SeparableDataWarning, SoftmaxRegression, convex_classifier
from dlkit.estimators.logistic_regression import _LogisticLoss
from dlkit.estimators.separation import separating
from dlkit.estimators.softmax_regression import _SoftmaxLoss

solvers = pytest.mark.parametrize("solver", ["irls", "gradient"])


def overlapping(kind="tall", n_classes=2, seed=0):
    """X (n, d) and labels drawn from a softmax of X: classes that overlap."""
    rng = np.random.default_rng(seed)
    n, d = (60, 1) if kind == "one feature" else (150, 4)
    X = rng.normal(size=(n, d)) * rng.uniform(0.5, 4, d) + rng.normal(size=d)
    if kind == "duplicate column":
        X[:, 3] = X[:, 1]
    if kind == "constant column":
        X[:, 2] = 0.1
    z = X @ rng.normal(scale=0.5, size=(d, n_classes))
    return X, (z + rng.gumbel(size=z.shape)).argmax(axis=1)


KINDS = ["tall", "one feature", "duplicate column", "constant column"]
kinds = pytest.mark.parametrize("kind", KINDS)


def scikit_learns(X, y, C, fit_intercept=True):
    solver = "newton-cholesky" if C < 1e9 else "lbfgs"
    model = sk.LogisticRegression(C=C, solver=solver, fit_intercept=fit_intercept, tol=1e-10, max_iter=100_000)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # L-BFGS says that it met rounding
        return model.fit(X, y)


@kinds
@solvers
@pytest.mark.filterwarnings("error")
def test_logistic_regression_without_penalty_is_scikit_learns(kind, solver):
    X, y = overlapping(kind)
    ours, theirs = LogisticRegression(solver).fit(X, y), scikit_learns(X, y, np.inf)
    assert_allclose(ours.predict_proba(X), theirs.predict_proba(X), atol=1e-6)
    if kind in ("tall", "one feature"):  # elsewhere the weights are not unique
        assert_allclose(ours.coef_, theirs.coef_, atol=1e-6)
        assert_allclose(ours.intercept_, theirs.intercept_, atol=1e-6)
    assert ours.coef_.shape == (1, X.shape[1]) and ours.intercept_.shape == (1,)
    assert ours.separable_ is False


@kinds
@solvers
@pytest.mark.parametrize("fit_intercept", [True, False])
@pytest.mark.parametrize("n_classes", [2, 3, 5])
@pytest.mark.filterwarnings("error")
def test_a_penalised_classifier_is_scikit_learns_with_C_of_one_over_n_l2(kind, solver, fit_intercept, n_classes):
    X, y = overlapping(kind, n_classes)
    family, l2 = (LogisticRegression if n_classes == 2 else SoftmaxRegression), 0.03
    ours = family(solver, l2=l2, fit_intercept=fit_intercept).fit(X, y)
    theirs = scikit_learns(X, y, 1 / (len(y) * l2), fit_intercept)
    assert_allclose(ours.coef_, theirs.coef_, atol=1e-7)
    assert_allclose(ours.intercept_ - ours.intercept_.mean() * (n_classes > 2),
                    theirs.intercept_ - theirs.intercept_.mean() * (n_classes > 2), atol=1e-7)
    assert_allclose(ours.predict_proba(X), theirs.predict_proba(X), atol=1e-7)
    assert (ours.predict(X) == theirs.predict(X)).all() and ours.separable_ is None


@solvers
@pytest.mark.parametrize("n_classes", [3, 4])
@pytest.mark.filterwarnings("error")
def test_softmax_regression_without_penalty_is_scikit_learns_and_sums_to_zero_over_the_classes(solver, n_classes):
    X, y = overlapping(n_classes=n_classes, seed=3)
    ours, theirs = SoftmaxRegression(solver).fit(X, y), scikit_learns(X, y, np.inf)
    assert_allclose(ours.coef_, theirs.coef_ - theirs.coef_.mean(axis=0), atol=1e-5)
    assert_allclose(ours.predict_proba(X), theirs.predict_proba(X), atol=1e-6)
    assert_allclose(ours.coef_.sum(axis=0), 0, atol=1e-12)
    assert_allclose(ours.intercept_.sum(), 0, atol=1e-12)
    assert ours.separable_ is False


@kinds
def test_at_the_maximum_probabilities_and_labels_have_the_same_moments(kind):
    X, y = overlapping(kind, 3, seed=1)
    excess = SoftmaxRegression().fit(X, y).predict_proba(X) - np.eye(3)[y]
    assert_allclose(excess.sum(axis=0), 0, atol=1e-7)
    assert_allclose(X.T @ excess, 0, atol=1e-6)


@pytest.mark.parametrize("l2", [0.0, 0.1])
def test_two_class_softmax_is_logistic_regression(l2):
    X, y = overlapping()
    softmax, logistic = SoftmaxRegression(l2=l2).fit(X, y), LogisticRegression(l2=l2 / 2).fit(X, y)
    assert_allclose(softmax.coef_[1] - softmax.coef_[0], logistic.coef_[0], rtol=1e-8)
    assert_allclose(softmax.decision_function(X), logistic.decision_function(X), rtol=1e-7, atol=1e-9)


def test_of_two_equal_columns_each_gets_half_the_weight_and_a_constant_one_none():
    X, y = overlapping("duplicate column")
    both, one = LogisticRegression().fit(X, y), LogisticRegression().fit(X[:, :3], y)
    assert_allclose(both.coef_[0, [1, 3]], one.coef_[0, 1] / 2, rtol=1e-8)
    assert LogisticRegression().fit(*overlapping("constant column")).coef_[0, 2] == 0


@pytest.mark.parametrize("n_classes", [2, 3, 5])
@pytest.mark.parametrize("family", [_LogisticLoss, _SoftmaxLoss])
def test_gradient_and_hessian_match_differences_and_the_bound_lies_above_the_hessian(family, n_classes):
    rng = np.random.default_rng(0)
    A, _ = np.linalg.qr(rng.normal(size=(20, 3)))
    penalty, index = rng.uniform(0, 1, size=(3, 1)), rng.integers(0, n_classes if family is _SoftmaxLoss else 2, 20)
    loss = family(A * np.sqrt(20), index, penalty, *([n_classes] if family is _SoftmaxLoss else []))
    theta = rng.normal(size=loss.start().shape)
    assert_allclose(loss.gradient(theta), numerical_gradient(lambda: loss.value(theta), theta), atol=1e-8)
    weights = rng.normal(size=theta.shape)  # H · weights is the gradient of gradient · weights
    slope = numerical_gradient(lambda: (loss.gradient(theta) * weights).sum(), theta)
    assert_allclose(loss.hessian(theta) @ weights.ravel(), slope.ravel(), atol=1e-8)
    above = np.diag(np.broadcast_to(loss.bound, theta.shape).ravel()) - loss.hessian(theta)
    assert np.linalg.eigvalsh(above).min() > -1e-12


def test_irls_needs_few_steps_where_the_gradient_needs_many():
    X, y = overlapping()
    irls, gradient = LogisticRegression("irls").fit(X, y), LogisticRegression("gradient").fit(X, y)
    assert irls.n_iter_ <= 10 < 3 * irls.n_iter_ < gradient.n_iter_
    assert_allclose(irls.coef_, gradient.coef_, atol=1e-8)


def test_two_steps_of_irls_are_weighted_least_squares_on_the_working_response():
    X, y = overlapping()
    A, theta = np.column_stack([X, np.ones(len(y))]), np.zeros(5)
    for _ in range(2):
        p = 1 / (1 + np.exp(-A @ theta))
        s = p * (1 - p)
        theta = np.linalg.lstsq(A * np.sqrt(s)[:, None], np.sqrt(s) * (A @ theta + (y - p) / s), rcond=None)[0]
    with pytest.warns(ConvergenceWarning, match="LogisticRegression did not converge in 2 steps: the gradient is"):
        model = LogisticRegression(max_iter=2).fit(X, y)
    assert_allclose(np.r_[model.coef_[0], model.intercept_], theta, rtol=1e-9)


SEPARABLE = {
    "a gap": ([[0.0], [1.0], [3.0], [4.0]], [0, 0, 1, 1]),
    "a gap far away": ([[1e6], [1e6 + 1], [1e6 + 2]], [1, 1, 0]),
    "touching at a point of both": ([[0.0], [1.0], [1.0], [2.0]], [0, 0, 1, 1]),
    "one column separates weakly": ([[0.0, 1], [0, 2], [0, 1], [0, 2], [0, 2], [1, 1.5]], [0, 1, 1, 0, 1, 1]),
    "fewer rows than columns": (np.random.default_rng(0).normal(size=(4, 6)), [0, 1, 1, 0]),
    "two rows": ([[0.0], [1.0]], [1, 0]),
}


@pytest.mark.parametrize("case", SEPARABLE)
@pytest.mark.parametrize("family", [LogisticRegression, SoftmaxRegression])
@solvers
def test_separable_data_are_reported(case, family, solver):
    X, y = (np.asarray(a) for a in SEPARABLE[case])
    with pytest.warns(SeparableDataWarning, match=f"{family.__name__}: the classes are separable.*l2 > 0"):
        model = family(solver, max_iter=2000).fit(X, y)
    assert model.separable_ is True and np.isfinite(model.coef_).all()
    if case not in ("touching at a point of both", "one column separates weakly"):
        assert (model.predict(X) == y).all()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert family(l2=0.1).fit(X, y).separable_ is None


@pytest.mark.parametrize("family", [LogisticRegression, SoftmaxRegression])
def test_a_gap_is_noticed_on_the_way_and_doubt_about_large_data_is_said(family, monkeypatch):
    monkeypatch.setattr(convex_classifier, "separating", lambda M: None)  # as for data too large to decide
    with pytest.warns(SeparableDataWarning, match="the classes are separable"):
        model = family().fit(*SEPARABLE["a gap"])
    assert model.separable_ is True and model.n_iter_ < 5
    with pytest.warns(SeparableDataWarning, match=f"{family.__name__}: the classes may be separable"):
        assert family().fit(*SEPARABLE["touching at a point of both"]).separable_ is None
    assert separating(np.zeros((1001, 1000))) is None


def test_one_class_apart_from_two_that_overlap_is_reported():
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(40, 2)), rng.integers(0, 2, 40)
    with pytest.warns(SeparableDataWarning):
        assert SoftmaxRegression().fit(np.vstack([X, X[:5] + 50]), np.r_[y, np.full(5, 2)]).separable_ is True


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("shift", [0, 0.1, 3, 20])
def test_overlap_by_one_row_is_not_separable(shift):
    X = np.r_[np.linspace(0, 1, 30), np.linspace(1.1, 2, 30) + shift, -1.0][:, None]
    y = np.r_[np.zeros(30, int), np.ones(31, int)]
    model = LogisticRegression().fit(X, y)
    assert model.separable_ is False


def test_the_linear_program_agrees_with_drawn_labels():
    rng = np.random.default_rng(1)
    A = np.column_stack([rng.normal(size=(30, 3)), np.ones(30)])
    z = A @ rng.normal(size=4)
    sign = np.sign(z)
    assert separating(sign[:, None] * A)
    sign[np.argmax(z)] *= -1
    sign[np.argmin(z)] *= -1
    assert not separating(sign[:, None] * A)


def test_probabilities_sum_to_one_and_their_logarithms_stay_finite():
    X, y = overlapping(n_classes=3)
    for model, labels in [(LogisticRegression(), y > 0), (SoftmaxRegression(), y)]:
        model.fit(X, labels)
        assert_allclose(model.predict_proba(X).sum(axis=1), 1, rtol=1e-12)
        assert np.isfinite(model.predict_log_proba(1e4 * X)).all()


def test_classes_keep_their_names():
    X, y = overlapping()
    names = np.array(["hadron", "gamma"])[y]
    model = LogisticRegression().fit(X, names)
    assert list(model.classes_) == ["gamma", "hadron"]
    assert_allclose(model.coef_, LogisticRegression().fit(X, 1 - y).coef_)
    assert model.score(X, names) > 0.6
