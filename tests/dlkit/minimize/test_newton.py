import numpy as np
import pytest
from numpy.testing import assert_allclose

from dlkit import autodiff, minimize


@pytest.mark.parametrize("spectrum", [[1.0], [1.0, 1e6], np.geomspace(1e-3, 1e3, 8)])
def test_one_step_ends_a_quadratic_whatever_its_condition(spectrum):
    f = minimize.quadratic(spectrum, rng=0)
    walk = minimize.newton(f, 7 * f.start, f.gradient, f.hessian)
    assert walk.steps == 1 and walk.converged and "at a minimum" in walk.reason
    assert_allclose(walk.x[-1], 0, atol=1e-8)


def three_exponentials(x):
    """Boyd and Vandenberghe (2004), eq. 9.20: convex, lowest at (−½ log 2, 0)."""
    return np.exp(x[0] + 3 * x[1] - 0.1) + np.exp(x[0] - 3 * x[1] - 0.1) + np.exp(-x[0] - 0.1)


def test_the_number_of_right_digits_doubles():
    f = three_exponentials
    walk = minimize.newton(f, [-1.0, 0.4], autodiff.grad(f), autodiff.hessian(f), tolerance=1e-14)
    errors = np.linalg.norm(walk.x - [-np.log(2) / 2, 0], axis=1)
    digits = -np.log10(errors[(errors > 1e-15) & (errors < 0.3)])
    assert len(digits) >= 4 and walk.converged
    assert (digits[1:] > 1.8 * digits[:-1]).all()


def test_without_hessian_or_gradient_differences_do_nearly_as_well():
    f = minimize.rosenbrock(3)
    exact = minimize.newton(f, f.start, f.gradient, f.hessian)
    for grad, hess in [(f.gradient, None), (None, None), (autodiff.grad(f), autodiff.hessian(f))]:
        walk = minimize.newton(f, f.start, grad, hess)
        assert walk.steps == exact.steps and "at a minimum" in walk.reason
        assert_allclose(walk.x, exact.x, atol=1e-2)
        assert_allclose(walk.x[-1], exact.x[-1], atol=1e-7)
    assert walk.gradient == "given" and minimize.newton(f, f.start).gradient == "central differences"


def test_it_goes_to_the_saddle_point_and_says_so():
    f = minimize.saddle()
    walk = minimize.newton(f, [1.5, 0.3], f.gradient, f.hessian)
    assert walk.converged and "at a saddle point: its eigenvalues run from -1 to 1" in walk.reason
    assert "not positive semi-definite at" in walk.reason and "first at point 0" in walk.reason


def test_damping_and_a_line_search_lead_past_the_saddle_to_a_minimum():
    f = minimize.saddle()
    for line_search in ("backtracking", "wolfe", "exact"):
        walk = minimize.newton(f, [1.5, 0.3], f.gradient, f.hessian, damping="auto", line_search=line_search)
        assert walk.converged and "at a minimum" in walk.reason and walk.best.f == pytest.approx(f.minimum, abs=1e-9)
        assert (np.diff(walk.f) < 0).all()


def test_a_maximum_is_called_one():
    walk = minimize.newton(lambda x: -(x @ x), [1.0, 2.0], lambda x: -2 * x, lambda x: -2 * np.eye(2))
    assert walk.converged and "at a maximum" in walk.reason


def test_a_line_search_refuses_a_direction_that_climbs():
    f = minimize.quadratic([-1.0, -2.0], rng=0)
    walk = minimize.newton(f, f.start, f.gradient, f.hessian, line_search="backtracking")
    assert walk.steps == 0 and not walk.converged
    assert "does not descend, its eigenvalues run from -2 to -1; try damping='auto'" in walk.reason


def test_a_singular_hessian_is_reported_and_damping_helps():
    f = minimize.quadratic([0.0, 1.0, 5.0], rng=0)
    walk = minimize.newton(f, f.start, f.gradient, f.hessian)
    assert walk.steps == 0 and "the Hessian is singular" in walk.reason and "damping" in walk.reason
    flat = minimize.newton(lambda x: 3 * x[0], [1.0], lambda x: np.array([3.0]), lambda x: np.zeros((1, 1)))
    assert "the Hessian is singular, its eigenvalues run from 0 to 0" in flat.reason
    assert minimize.newton(f, f.start, f.gradient, f.hessian, damping="auto", steps=300).converged


def test_at_a_flat_minimum_the_hessian_does_not_decide():
    walk = minimize.newton(lambda x: x[0] ** 4, [1.0], lambda x: 4 * x**3, lambda x: np.diag(12 * x**2), tolerance=0, steps=2000)
    assert walk.x[1, 0] == pytest.approx(2 / 3), "linear convergence, a third of the error a step"
    still = minimize.newton(lambda x: x[0] ** 4, [0.0], lambda x: 4 * x**3, lambda x: np.diag(12 * x**2))
    assert still.converged and "does not tell a minimum from a saddle point" in still.reason


def test_damping_is_added_to_the_eigenvalues_and_lr_shortens_the_step():
    f = minimize.quadratic([1.0, 4.0], rotate=False)
    walk = minimize.newton(f, [1.0, 1.0], f.gradient, f.hessian, damping=2.0, steps=1)
    assert_allclose(walk.x[1], [1 - 1 / 3, 1 - 4 / 6])
    half = minimize.newton(f, [1.0, 1.0], f.gradient, f.hessian, lr=0.5, steps=1)
    assert_allclose(half.x[1], [0.5, 0.5])


def test_what_it_counts_is_what_was_called():
    f, calls = minimize.rosenbrock(2), {"f": 0, "grad": 0}

    def counted(name, function):
        def call(x):
            calls[name] += 1
            return function(x)
        return call

    walk = minimize.newton(counted("f", f), f.start, counted("grad", f.gradient))
    assert (walk.n_evaluations, walk.n_gradients) == (calls["f"], calls["grad"])
    calls.update(f=0)
    walk = minimize.newton(counted("f", f), f.start)
    assert (walk.n_evaluations, walk.n_gradients) == (calls["f"], 0)


BAD = [
    ({"lr": 0}, r"newton: lr must be a number above 0"), ({"damping": -1}, r"newton: damping must be"),
    ({"damping": "some"}, r"newton: damping must be"), ({"line_search": "armijo"}, r"newton: line_search must be one of 'wolfe'"),
    ({"hess": lambda x: np.ones(2)}, r"newton: hess must return an array of shape \(2, 2\) for x of shape \(2,\), got \(2,\)"),
]


@pytest.mark.parametrize("options, message", BAD, ids=[m for _, m in BAD])
def test_bad_options_are_named(options, message):
    f = minimize.beale()
    with pytest.raises(ValueError, match=message):
        minimize.newton(f, [1.0, 2.0], f.gradient, **options)


def test_a_hessian_that_is_not_finite_where_it_converged_is_said():
    walk = minimize.newton(lambda x: x[0] ** 2, [1.0], lambda x: 2 * x, lambda x: np.array([[2.0 if x[0] else np.nan]]))
    assert walk.converged and walk.steps == 1 and walk.reason.endswith("; the Hessian is not finite there")


def test_a_hessian_that_is_not_finite_stops_it():
    f = minimize.beale()
    walk = minimize.newton(f, [1.0, 2.0], f.gradient, lambda x: np.full((2, 2), np.nan))
    assert walk.steps == 0 and walk.reason == "stopped after 0 steps: the Hessian is not finite"
