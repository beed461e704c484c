from collections import deque

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from dlkit import minimize
from dlkit.minimize import line_search, quasi_newton
from dlkit.minimize.objective import Objective
from dlkit.minimize.walk import Stop

FUNCTIONS = [minimize.rosenbrock(2), minimize.rosenbrock(6), minimize.beale(), minimize.himmelblau(), minimize.saddle()]


@given(st.integers(1, 8), st.floats(0, 4), st.integers(0, 999))
@settings(max_examples=30, deadline=None)
def test_with_exact_line_search_a_quadratic_of_d_variables_ends_after_about_d_steps(d, decades, seed):
    f = minimize.quadratic(np.geomspace(1, 10**decades, d), rng=seed)
    for method in (minimize.bfgs, minimize.lbfgs):
        walk = method(f, f.start, f.gradient, line_search="exact", tolerance=1e-5)
        assert walk.converged and walk.steps <= d + 1, walk


@pytest.mark.parametrize("search", ["wolfe", "backtracking", "exact"])
@pytest.mark.parametrize("method", [minimize.bfgs, minimize.lbfgs])
@pytest.mark.parametrize("f", FUNCTIONS, ids=repr)
def test_every_line_search_descends_to_a_minimum(f, method, search):
    walk = method(f, f.start, f.gradient, line_search=search)
    assert walk.converged, walk.reason
    assert np.linalg.norm(f.minima - walk.best.x, axis=1).min() < 1e-5
    assert (np.diff(walk.f) < 0).all()


@pytest.mark.parametrize("d", [2, 5, 10])
def test_the_minimum_is_scipys(d):
    optimize = pytest.importorskip("scipy.optimize")
    f = minimize.rosenbrock(d)
    start = np.linspace(0.3, 1.5, d)
    theirs = optimize.minimize(f, start, jac=f.gradient, method="BFGS", options={"gtol": 1e-9})
    limited = optimize.minimize(f, start, jac=f.gradient, method="L-BFGS-B", options={"ftol": 0, "gtol": 1e-9})
    for method, answer in [(minimize.bfgs, theirs), (minimize.lbfgs, limited)]:
        ours = method(f, start, f.gradient, tolerance=1e-8)
        assert_allclose(ours.best.x, answer.x, atol=1e-6)
        assert ours.steps < 2 * answer.nit, "as good a method takes about as many steps"


def test_bfgs_needs_far_fewer_steps_than_steepest_descent():
    f = minimize.rosenbrock(2)
    fast = minimize.bfgs(f, f.start, f.gradient)
    slow = minimize.steepest_descent(f, f.start, f.gradient, steps=1000)
    assert fast.converged and fast.steps < 60 and not slow.converged


def test_successive_directions_of_steepest_descent_are_orthogonal():
    f = minimize.quadratic([1.0, 12.0], rng=0)
    walk = minimize.steepest_descent(f, f.start, f.gradient, steps=15, tolerance=0)
    steps = np.diff(walk.x, axis=0)
    lengths = np.linalg.norm(steps, axis=1)
    assert_allclose((steps[1:] * steps[:-1]).sum(axis=1) / (lengths[1:] * lengths[:-1]), 0, atol=1e-8)


def test_from_kantorovichs_worst_start_the_rate_of_steepest_descent_is_its_bound():
    kappa = 9.0
    f = minimize.quadratic([1.0, kappa], rotate=False)
    worst = minimize.steepest_descent(f, [kappa, 1.0], f.gradient, steps=20, tolerance=0)
    assert_allclose(worst.f[1:] / worst.f[:-1], ((kappa - 1) / (kappa + 1)) ** 2, rtol=1e-8)
    for start in np.random.default_rng(0).normal(size=(10, 2)):
        walk = minimize.steepest_descent(f, start, f.gradient, steps=8, tolerance=0)
        assert (walk.f[1:] <= ((kappa - 1) / (kappa + 1)) ** 2 * walk.f[:-1] * (1 + 1e-8)).all()


def pairs(d, n, seed):
    rng = np.random.default_rng(seed)
    a = rng.normal(size=(d, d))
    a = a @ a.T + np.eye(d)
    s = rng.normal(size=(n, d))
    return deque(zip(s, s @ a)), rng.normal(size=d)


@given(st.integers(1, 6), st.integers(1, 5), st.integers(0, 999))
@settings(max_examples=30)
def test_two_loops_are_the_product_with_the_matrix_that_bfgs_would_hold(d, n, seed):
    known, g = pairs(d, n, seed)
    s, y = known[-1]
    h = (s @ y) / (y @ y) * np.eye(d)
    for s, y in known:
        h = quasi_newton.updated(h, s, y)
        assert_allclose(h @ y, s, rtol=1e-5, atol=1e-7 * np.abs(h).max())
    assert_allclose(quasi_newton.two_loops(g, known), h @ g, rtol=1e-5, atol=1e-7 * np.abs(h @ g).max())


def test_a_short_history_is_enough_for_rosenbrock_and_a_pair_of_negative_curvature_is_left_out():
    f = minimize.rosenbrock(6)
    walks = [minimize.lbfgs(f, f.start, f.gradient, history_size=m) for m in (1, 3, 20)]
    assert all(walk.converged for walk in walks)
    assert len({walk.steps for walk in walks}) == 3, "the history matters"
    assert not quasi_newton.curved(np.array([1.0, 0.0]), np.array([-1.0, 5.0]))
    assert not quasi_newton.curved(np.zeros(2), np.zeros(2))


def line(f, grad, x, p):
    objective = Objective("test", f, grad)
    x, p = np.asarray(x, float), np.asarray(p, float)
    return line_search.Line(objective, x, p, objective.gradient(x))


@given(st.floats(-3, 3), st.floats(0.05, 20), st.integers(0, 99), st.sampled_from([0.9, 0.1, 0.01]))
@settings(max_examples=100, deadline=None)
def test_wolfe_finds_a_step_that_falls_enough_and_has_flattened_as_much_as_is_asked(centre, width, seed, flat):
    rng = np.random.default_rng(seed)
    a, b = rng.uniform(0.1, 1, 2)

    def phi(x):
        return float(((x[0] - centre) / width) ** 2 + a * np.cos(3 * b * x[0]))

    def slope(x):
        return np.array([2 * (x[0] - centre) / width**2 - 3 * a * b * np.sin(3 * b * x[0])])

    x = np.array([rng.normal()])
    if abs(slope(x)[0]) < 1e-3:
        return
    ray = line(phi, slope, x, -np.sign(slope(x)))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(line_search, "FLAT", flat)
        alpha = line_search.wolfe(ray)
    assert phi(x + alpha * ray.p) <= phi(x) + 1e-4 * alpha * ray.slope0
    assert abs(ray.slope(alpha)) <= flat * abs(ray.slope0)
    assert phi(x + line_search.backtracking(ray) * ray.p) < phi(x)
    best = line_search.exact(ray)
    assert abs(ray.slope(best)) <= 1e-8 * max(1, abs(ray.slope0)), "a stationary point of the line"


def test_an_exact_search_takes_one_secant_step_on_a_parabola():
    ray = line(lambda x: float(x @ x), lambda x: 2 * x, [3.0], [-1.0])
    assert line_search.exact(ray) == pytest.approx(3.0, rel=1e-14)
    assert ray.objective.n_gradients <= 6


def test_the_edge_of_the_domain_is_not_crossed():
    def barrier(x):
        return float(x[0] - np.log(x[0]))  # nan left of 0

    for name in ("wolfe", "backtracking", "exact"):
        walk = minimize.bfgs(barrier, [5.0], lambda x: 1 - 1 / x, line_search=name)
        assert walk.converged and walk.best.x[0] == pytest.approx(1.0, abs=1e-5), walk.reason


def test_a_function_without_minimum_is_not_followed_for_ever():
    for method in (minimize.bfgs, minimize.lbfgs, minimize.steepest_descent):
        for name in ("wolfe", "exact"):
            walk = method(lambda x: float(-x[0]), [0.0], lambda x: -np.ones(1), line_search=name)
            assert not walk.converged and "it may have no minimum" in walk.reason
    walk = minimize.bfgs(lambda x: float(-x[0]), [0.0], lambda x: -np.ones(1), line_search="backtracking", steps=50)
    assert walk.steps == 50


def test_a_gradient_of_the_wrong_sign_is_noticed():
    f = minimize.quadratic([1.0, 5.0], rng=0)
    for name in ("wolfe", "backtracking"):
        walk = minimize.bfgs(f, f.start, lambda x: -f.gradient(x), line_search=name)
        assert walk.steps == 0 and "grad is not the gradient of f" in walk.reason


def test_a_line_search_refuses_to_climb():
    with pytest.raises(Stop, match=r"the direction does not descend, gᵀp = 2"):
        line(lambda x: float(x @ x), lambda x: 2 * x, [1.0], [1.0])


def test_bad_options_are_named():
    f = minimize.beale()
    with pytest.raises(ValueError, match=r"lbfgs: history_size must be an integer of at least 1, got 0"):
        minimize.lbfgs(f, f.start, history_size=0)
    with pytest.raises(ValueError, match=r"bfgs: line_search must be one of 'wolfe', 'backtracking', 'exact', got None"):
        minimize.bfgs(f, f.start, line_search=None)
