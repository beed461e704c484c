"""What all minimisers share: the trajectory, what is counted, callbacks, and how they stop."""

import math
import subprocess
import sys

import numpy as np
import pytest
from numpy.testing import assert_allclose

from dlkit import minimize

GRADIENT = {
    "gradient_descent": {"lr": 1e-3}, "momentum": {"lr": 1e-3}, "nesterov": {"lr": 1e-3}, "adagrad": {}, "rmsprop": {},
    "adam": {}, "newton": {}, "steepest_descent": {}, "bfgs": {}, "lbfgs": {},
}
SEARCH = {"random_search", "grid_search", "evolution"}


def call(name, f, x0, grad=None, **options):
    return getattr(minimize, name)(f, x0, grad, **{**GRADIENT[name], **options})


def test_every_method_is_in_these_tests():
    others = {"Function", "Point", "Trajectory", "beale", "himmelblau", "quadratic", "rosenbrock", "saddle"}
    assert set(minimize.__all__) == GRADIENT.keys() | SEARCH | others


@pytest.mark.parametrize("name", GRADIENT)
def test_a_trajectory_is_what_its_points_say(name):
    f = minimize.rosenbrock(3)
    walk = call(name, f, f.start, f.gradient, steps=12, tolerance=0)
    assert walk.x.shape == (len(walk), 3) and walk.f.shape == walk.gradient_norms.shape == (len(walk),)
    assert walk.steps == len(walk) - 1 and 1 <= walk.steps <= 12 and (walk.x[0] == f.start).all()
    assert_allclose(walk.f, [f(x) for x in walk.x])
    assert_allclose(walk.gradient_norms, [np.linalg.norm(f.gradient(x)) for x in walk.x])
    assert [point.f for point in walk] == walk.f.tolist() and walk[-1].f == walk.f[-1]
    assert walk.best.f == walk.f.min() and walk.gradient == "given"
    assert f"{walk.steps} steps" in repr(walk) and walk.populations is None


@pytest.mark.parametrize("name", GRADIENT)
def test_central_differences_take_nearly_the_same_walk_and_are_named(name):
    f = minimize.beale()
    exact = call(name, f, f.start, f.gradient, steps=8, tolerance=0)
    walk = call(name, f, f.start, steps=8, tolerance=0)
    k = min(len(exact), len(walk), 6)
    assert_allclose(walk.x[:k], exact.x[:k], atol=1e-4)
    assert (walk.gradient, walk.n_gradients) == ("central differences", 0)
    assert walk.n_evaluations > 4 * walk.steps, "two evaluations a variable and point"


@pytest.mark.parametrize("name", GRADIENT)
def test_the_counts_are_what_was_called_and_no_point_is_evaluated_twice_in_a_row(name):
    f, seen = minimize.rosenbrock(2), {"f": [], "grad": []}

    def counted(kind, function):
        return lambda x: seen[kind].append(x.tobytes()) or function(x)

    walk = call(name, counted("f", f), f.start, counted("grad", f.gradient), steps=10, tolerance=0)
    assert (walk.n_evaluations, walk.n_gradients) == (len(seen["f"]), len(seen["grad"]))
    assert all(a != b for a, b in zip(seen["f"], seen["f"][1:]))


def test_a_point_that_is_come_back_to_is_evaluated_anew():
    walk = minimize.gradient_descent(lambda x: 2 * x[0] ** 2, [1.0], lambda x: 4 * x, lr=0.5, steps=50)
    assert sorted(set(walk.x[:, 0])) == [-1.0, 1.0]
    assert walk.n_evaluations == walk.n_gradients == 51, "a noisy gradient must not be remembered"


@pytest.mark.parametrize("name", GRADIENT)
def test_at_a_stationary_point_it_stops_at_once(name):
    f = minimize.quadratic([1.0, 2.0], rng=0)
    walk = call(name, f, [0.0, 0.0], f.gradient)
    assert walk.converged and walk.steps == 0 and walk.reason.startswith("converged after 0 steps: ‖∇f‖ = 0 ≤ tolerance")


@pytest.mark.parametrize("name", GRADIENT)
def test_a_callback_sees_every_point_and_can_stop(name):
    f, seen = minimize.rosenbrock(2), []
    walk = call(name, f, f.start, f.gradient, tolerance=0, callback=lambda k, point: seen.append((k, point)) or k == 3)
    assert walk.steps == 3 and walk.reason == "stopped by the callback after 3 steps" and not walk.converged
    assert [k for k, _ in seen] == [0, 1, 2, 3]
    assert all((point.x == walk.x[k]).all() and point.f == walk.f[k] for k, point in seen)


@pytest.mark.parametrize("name", GRADIENT)
def test_what_the_functions_do_to_their_argument_does_not_matter(name):
    f = minimize.beale()

    def spoil(function):
        def spoiled(x):
            value = function(x)
            x += 100.0
            return value
        return spoiled

    start = f.start.copy()
    walk = call(name, spoil(f), start, spoil(f.gradient), steps=6, tolerance=0)
    assert (start == f.start).all()
    assert_allclose(walk.x, call(name, f, f.start, f.gradient, steps=6, tolerance=0).x)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("name", ["gradient_descent", "momentum", "nesterov"])
def test_divergence_stops_with_the_learning_rate_named_and_only_finite_points(name):
    f = minimize.rosenbrock(2)
    walk = call(name, f, f.start, f.gradient, lr=0.5)
    assert not walk.converged and 1 <= walk.steps < 20
    assert "in the next; the learning rate, 0.5, is likely too large" in walk.reason
    assert np.isfinite(walk.x).all() and np.isfinite(walk.f).all() and np.isfinite(walk.gradient_norms).all()
    scheduled = call(name, f, f.start, f.gradient, lr=lambda k: 0.5)
    assert "the learning rate is likely too large" in scheduled.reason


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("name", GRADIENT)
def test_a_function_that_becomes_nan_stops_every_method(name):
    walk = call(name, lambda x: np.nan if x[0] < 1.999999 else x[0] ** 2, [2.0], lambda x: 2 * x)
    assert not walk.converged and walk.steps < 10 and np.isfinite(walk.f).all()
    assert "f is nan" in walk.reason or "no step along the descent direction" in walk.reason or "may have no minimum" in walk.reason


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("name", GRADIENT)
def test_a_gradient_that_becomes_nan_stops_every_method(name):
    walk = call(name, lambda x: float(x[0] ** 2), [2.0], lambda x: 2 * x if x[0] > 1.999999 else np.full(1, np.nan))
    assert not walk.converged and walk.steps < 10 and np.isfinite(walk.gradient_norms).all()


@pytest.mark.parametrize("name", GRADIENT)
def test_a_start_where_f_is_not_finite_is_refused(name):
    with pytest.raises(ValueError, match=rf"{name}: f is inf at the start x0 = \[0\.\]; start where f is defined"):
        call(name, lambda x: 1 / x[0], [0.0], lambda x: -1 / x**2)
    with pytest.raises(ValueError, match="the norm of the gradient is nan at the start"):
        call(name, lambda x: 0.0, [0.0], lambda x: np.full(1, np.nan))


@pytest.mark.filterwarnings("error")
def test_a_step_to_infinity_is_not_taken_and_a_norm_that_overflows_is_said():
    walk = minimize.gradient_descent(lambda x: 0.0, [1.0], lambda x: np.full(1, 1e150), lr=1e200)
    assert walk.steps == 0 and "stopped after 0 steps: x is no longer finite in the next" in walk.reason
    with pytest.raises(ValueError, match="the norm of the gradient is inf at the start"):
        minimize.gradient_descent(lambda x: 0.0, [1.0], lambda x: np.full(1, 1e300), lr=1.0)


def test_an_overflow_of_the_math_module_counts_as_infinite():
    walk = minimize.gradient_descent(lambda x: math.exp(x[0] ** 2), [2.0], lambda x: 2 * x * math.exp(x[0] ** 2), lr=1.0)
    assert walk.steps == 0 and "f is inf in the next" in walk.reason


def test_steps_used_up_says_how_far_it_came_and_that_differences_may_be_the_limit():
    f = minimize.rosenbrock(2)
    walk = minimize.gradient_descent(f, f.start, f.gradient, lr=1e-3, steps=5)
    assert walk.reason.startswith("all 5 steps taken: ‖∇f‖ = ") and "pass grad" not in walk.reason
    close = minimize.gradient_descent(f, [1.0, 1.0], lr=1e-3, steps=5, tolerance=0)
    assert "central differences, which may not come nearer: pass grad" in close.reason


GOOD = ([1.0, 2.0], lambda x: float(x @ x), lambda x: 2 * x)
BAD = [
    ({"x0": 3.0}, ValueError, r"x0 must be a vector \(d,\), got shape \(\); for one variable pass \[x0\]"),
    ({"x0": [[1.0, 2.0]]}, ValueError, r"x0 must be a vector \(d,\), got shape \(1, 2\)"),
    ({"x0": []}, ValueError, r"x0 must be a vector"),
    ({"x0": [1.0, np.nan]}, ValueError, r"x0 must be finite"),
    ({"x0": "start"}, TypeError, r"x0 must be a vector of numbers"),
    ({"f": 3.0}, TypeError, r"f must be a function of an array \(d,\), got float; was f called instead of passed"),
    ({"grad": np.ones(2)}, TypeError, r"grad must be a function of an array \(d,\), got ndarray"),
    ({"f": lambda x: x**2}, ValueError, r"f must return a number, got an array of shape \(2,\); is a .sum\(\) missing"),
    ({"grad": lambda x: 2 * x[:1]}, ValueError, r"grad must return an array of shape \(2,\) for x of shape \(2,\), got \(1,\)"),
    ({"steps": 0}, ValueError, r"steps must be an integer of at least 1, got 0"),
    ({"steps": 1e3}, ValueError, r"steps must be an integer of at least 1, got 1000.0"),
    ({"steps": True}, ValueError, r"steps must be an integer"),
    ({"tolerance": -1}, ValueError, r"tolerance must be a number of at least 0, got -1"),
    ({"callback": 3}, TypeError, r"callback must be a function"),
]


@pytest.mark.parametrize("name", GRADIENT)
@pytest.mark.parametrize("changed, error, message", BAD, ids=[m for *_, m in BAD])
def test_bad_input_is_named(name, changed, error, message):
    arguments = {**dict(zip(("x0", "f", "grad"), GOOD)), **changed}
    with pytest.raises(error, match=rf"^{name}: {message}"):
        call(name, arguments.pop("f"), arguments.pop("x0"), arguments.pop("grad"), **arguments)


def test_importing_it_loads_neither_pytorch_nor_matplotlib_nor_scipy():
    code = "import sys, dlkit.minimize; print([m for m in ('torch', 'matplotlib', 'sklearn', 'scipy') if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"
