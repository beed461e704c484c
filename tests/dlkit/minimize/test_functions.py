import numpy as np
import pytest
from numpy.testing import assert_allclose

from dlkit import autodiff, minimize
from dlkit.check import taylor_slope

FUNCTIONS = [
    minimize.rosenbrock(2), minimize.rosenbrock(5), minimize.beale(), minimize.himmelblau(), minimize.saddle(),
    minimize.quadratic([1.0, 4.0, 25.0], rng=0), minimize.quadratic([-1.0, 2.0], rng=1), minimize.quadratic([3.0]),
    minimize.quadratic([0.5, 2.0], rotate=False),
]
STEPS = 10.0 ** -np.arange(2, 5)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("f", FUNCTIONS, ids=repr)
def test_gradient_and_hessian_are_the_derivatives(f, seed):
    x, v, w = np.random.default_rng(seed).uniform(-2, 2, (3, f.d))
    assert taylor_slope(lambda t: f(x + t * v), f.gradient(x) @ v, STEPS) > 1.9
    assert taylor_slope(lambda t: f.gradient(x + t * v) @ w, w @ f.hessian(x) @ v, STEPS) > 1.9
    assert_allclose(f.hessian(x), f.hessian(x).T, atol=1e-12)
    assert_allclose(f.gradient(x), autodiff.grad(f)(x), rtol=1e-11, atol=1e-11)
    assert_allclose(f.hessian(x), autodiff.hessian(f)(x), rtol=1e-11, atol=1e-11)


@pytest.mark.parametrize("f", FUNCTIONS, ids=repr)
def test_the_minima_are_minima_of_the_height_that_is_said(f):
    assert f.minima.shape[1:] == (f.d,)
    for x in f.minima:
        assert f(x) == pytest.approx(f.minimum, abs=1e-13)
        assert np.linalg.norm(f.gradient(x)) < 1e-11
        assert np.linalg.eigvalsh(f.hessian(x))[0] > 0
    lowest = min(f(x) for x in np.random.default_rng(1).uniform(-5, 5, (2000, f.d)))
    assert lowest >= f.minimum


def test_how_many_minima_there_are():
    assert [len(f.minima) for f in FUNCTIONS] == [1, 1, 1, 4, 2, 1, 0, 1, 1]
    assert len(minimize.quadratic([0.0, 1.0]).minima) == 1, "a flat direction: one of the minima"


@pytest.mark.parametrize("f", FUNCTIONS, ids=repr)
def test_a_grid_of_points_gives_the_values_of_its_points(f):
    x = np.random.default_rng(2).normal(size=(f.d, 3, 4))
    values, gradients = f(x), f.gradient(x)
    assert values.shape == (3, 4) and gradients.shape == x.shape
    for i in np.ndindex(3, 4):
        assert values[i] == pytest.approx(f(x[:, *i]), rel=1e-12)
        assert_allclose(gradients[:, *i], f.gradient(x[:, *i]), rtol=1e-12)
    assert len(f.box) == f.d and f.start.shape == (f.d,)


@pytest.mark.parametrize("spectrum", [[1.0, 10.0], [-3.0, 0.0, 2.0, 2.0], [7.0]])
def test_a_quadratic_has_the_spectrum_that_was_asked_for_whatever_its_rotation(spectrum):
    for seed in range(3):
        f = minimize.quadratic(spectrum, rng=seed)
        assert_allclose(np.linalg.eigvalsh(f.hessian(f.start)), spectrum, atol=1e-12)
        assert f(f.start) == pytest.approx(sum(spectrum) / 2, abs=1e-12)
        vectors = np.linalg.eigh(f.hessian(f.start))[1]
        if len(set(spectrum)) == len(spectrum):
            assert_allclose(np.abs(vectors.T @ f.start), 1, rtol=1e-12)


def test_a_rotation_changes_the_matrix_and_without_it_the_matrix_is_diagonal():
    a, b = (minimize.quadratic([1.0, 9.0], rng=seed).hessian([0, 0]) for seed in (0, 1))
    assert np.abs(a - b).max() > 0.1
    assert_allclose(minimize.quadratic([1.0, 9.0], rotate=False).hessian([0, 0]), np.diag([1.0, 9.0]))


def test_rosenbrock_in_four_variables_has_another_minimum():
    f = minimize.rosenbrock(4)
    found = minimize.newton(f, [-0.8, 1.0, 1.0, 1.0], f.gradient, f.hessian)
    assert found.converged and "at a minimum" in found.reason
    assert found.best.f > 3 and found.best.x[0] < 0


BAD = [
    (lambda: minimize.rosenbrock(2)([1.0, 2.0, 3.0]), r"rosenbrock\(2\) got x of shape \(3,\): its first axis must be the 2"),
    (lambda: minimize.beale().gradient(np.ones((3, 2))), r"beale got x of shape \(3, 2\)"),
    (lambda: minimize.beale().hessian(np.ones((2, 3))), r"beale.hessian got x of shape \(2, 3\): one point at a time"),
    (lambda: minimize.rosenbrock(1), r"rosenbrock: d must be at least 2"),
    (lambda: minimize.rosenbrock(2.0), r"rosenbrock: d must be an integer"),
    (lambda: minimize.quadratic([[1.0]]), r"quadratic: spectrum must be a vector"),
    (lambda: minimize.quadratic([np.inf]), r"quadratic: spectrum must be finite"),
]


@pytest.mark.parametrize("call, message", BAD, ids=[m for _, m in BAD])
def test_bad_input_is_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
