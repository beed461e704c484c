"""Step sizes, rates, and the walks of PyTorch's optimizers."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from dlkit import minimize

SPECTRUM = [1.0, 3.0, 20.0]


def heavy_ball(m, big):
    return {"lr": 4 / (big**0.5 + m**0.5) ** 2, "momentum": ((big**0.5 - m**0.5) / (big**0.5 + m**0.5)) ** 2}


def accelerated(m, big):
    return {"lr": 1 / big, "momentum": (big**0.5 - m**0.5) / (big**0.5 + m**0.5)}


@given(st.lists(st.floats(0.5, 50), min_size=1, max_size=5), st.integers(0, 99))
@settings(max_examples=25, deadline=None)
def test_gradient_descent_on_a_quadratic_converges_below_two_over_the_largest_eigenvalue_and_not_above(spectrum, seed):
    f = minimize.quadratic(spectrum, rng=seed)
    below = minimize.gradient_descent(f, f.start, f.gradient, lr=1.98 / max(spectrum), steps=20000)
    above = minimize.gradient_descent(f, f.start, f.gradient, lr=2.02 / max(spectrum), steps=400)
    assert below.converged and not above.converged
    assert above.f[-1] > 100 * above.f[1]


def test_at_exactly_two_over_the_eigenvalue_it_jumps_to_and_fro_for_ever():
    f = minimize.quadratic([4.0], rng=0)
    walk = minimize.gradient_descent(f, [1.0], f.gradient, lr=0.5, steps=50)
    assert_allclose(walk.x[:, 0], (-1.0) ** np.arange(51), rtol=1e-12)


def test_each_eigenvector_shrinks_by_its_own_factor():
    f = minimize.quadratic(SPECTRUM, rng=0)
    walk = minimize.gradient_descent(f, f.start, f.gradient, lr=0.06, steps=12)
    vectors = np.linalg.eigh(f.hessian(f.start))[1]
    along = walk.x @ vectors
    for k, point in enumerate(along):
        assert_allclose(point, along[0] * (1 - 0.06 * np.array(SPECTRUM)) ** k, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("kappa", [25, 100, 400])
def test_momentum_needs_about_the_root_of_the_steps_of_gradient_descent(kappa):
    f = minimize.quadratic(np.geomspace(1, kappa, 6), rng=0)
    plain = minimize.gradient_descent(f, f.start, f.gradient, lr=2 / (1 + kappa), steps=10**5)
    ball = minimize.momentum(f, f.start, f.gradient, **heavy_ball(1, kappa), steps=10**5)
    nesterov = minimize.nesterov(f, f.start, f.gradient, **accelerated(1, kappa), steps=10**5)
    assert plain.converged and ball.converged and nesterov.converged
    # ‖g‖ falls from about κ to 1e-6 by (κ−1)/(κ+1) ≈ e^(−2/κ) a step, for the ball by about e^(−2/√κ).
    assert plain.steps == pytest.approx(kappa / 2 * np.log(kappa / 1e-6), rel=0.15)
    assert 1.0 < ball.steps / (kappa**0.5 / 2 * np.log(kappa / 1e-6)) < 1.5
    assert 0.7 * ball.steps < nesterov.steps < 2 * ball.steps


def test_nesterov_is_extrapolation_and_then_descent():
    f = minimize.rosenbrock(2)
    eta, mu = 1e-3, 0.8
    walk = minimize.nesterov(f, f.start, f.gradient, lr=eta, momentum=mu, steps=30, tolerance=0)
    y = theta = f.start
    for point in walk:
        assert_allclose(point.x, theta, rtol=1e-11)
        y_last, y = y, theta - eta * f.gradient(theta)
        theta = y + mu * (y - y_last)


def test_momentum_of_the_other_conventions_is_the_same_walk():
    f, eta, mu = minimize.beale(), 1e-2, 0.7
    walk = minimize.momentum(f, f.start, f.gradient, lr=eta, momentum=mu, steps=25, tolerance=0)
    for convention in ("learning rate inside", "running mean"):
        theta, v = f.start, 0.0
        for point in walk:
            assert_allclose(point.x, theta, rtol=1e-12)
            if convention == "learning rate inside":
                v = mu * v - eta * f.gradient(theta)
                theta = theta + v
            else:
                v = mu * v + (1 - mu) * f.gradient(theta)
                theta = theta - eta / (1 - mu) * v


def test_a_growing_momentum_takes_nesterov_below_the_bound_of_convex_functions():
    f = minimize.quadratic(np.geomspace(1e-4, 1, 20), rng=0)
    walk = minimize.nesterov(f, f.start, f.gradient, lr=1.0, momentum=lambda k: k / (k + 3), steps=300)
    plain = minimize.gradient_descent(f, f.start, f.gradient, lr=1.0, steps=300)
    k = np.arange(1, 301)
    assert (walk.f[1:] <= 2 * (f.start @ f.start) / (k + 1) ** 2).all()
    assert walk.f[-1] < 0.1 * plain.f[-1]


def test_a_learning_rate_may_depend_on_the_step():
    rng, n = np.random.default_rng(0), 4000
    walk = minimize.gradient_descent(
        lambda x: 0.5 * (x @ x), [5.0], lambda x: x + rng.normal(size=1), lr=lambda k: 1 / (k + 1), steps=n, tolerance=0
    )
    assert abs(walk.x[-1, 0]) < 4 / n**0.5, "Robbins-Monro: the mean of the noise"
    assert walk.n_gradients == n + 1, "a noisy gradient is asked once for each point"


TORCH = [
    ("momentum", {"lr": 1e-3, "momentum": 0.9}, "SGD", {}),
    ("nesterov", {"lr": 1e-3, "momentum": 0.9}, "SGD", {"nesterov": True}),
    ("gradient_descent", {"lr": 1e-3}, "SGD", {}),
    ("adagrad", {"lr": 0.1}, "Adagrad", {}),
    ("adagrad", {"lr": 0.1, "eps": 1e-2}, "Adagrad", {}),
    ("rmsprop", {"lr": 0.01}, "RMSprop", {}),
    ("rmsprop", {"lr": 0.01, "alpha": 0.9, "eps": 1e-2}, "RMSprop", {}),
    ("adam", {"lr": 0.1}, "Adam", {}),
    ("adam", {"lr": 0.1, "betas": (0.5, 0.6), "eps": 1e-2}, "Adam", {}),
]


@pytest.mark.parametrize("name, options, optimizer, more", TORCH, ids=str)
@pytest.mark.parametrize("f", [minimize.rosenbrock(3), minimize.beale(), minimize.quadratic([-1.0, 5.0], 0)], ids=repr)
def test_the_walk_is_pytorchs(f, name, options, optimizer, more):
    torch = pytest.importorskip("torch")
    walk = getattr(minimize, name)(f, f.start, f.gradient, **options, steps=20, tolerance=0)
    theta = torch.from_numpy(f.start.copy()).requires_grad_()
    theirs = getattr(torch.optim, optimizer)([theta], **options, **more)
    assert len(walk) == 21
    for point in walk:
        assert_allclose(point.x, theta.detach().numpy(), rtol=1e-11, atol=1e-11)
        theta.grad = torch.from_numpy(f.gradient(theta.detach().numpy()))
        theirs.step()


def test_defaults_are_pytorchs():
    torch = pytest.importorskip("torch")
    p = [torch.zeros(1)]
    for name, optimizer in [("adagrad", torch.optim.Adagrad(p)), ("rmsprop", torch.optim.RMSprop(p)), ("adam", torch.optim.Adam(p))]:
        ours = getattr(minimize, name).__kwdefaults__
        for option in {"lr", "eps", "alpha", "betas"} & ours.keys():
            assert ours[option] == optimizer.param_groups[0][option], (name, option)


@pytest.mark.parametrize("name, lr", [("adagrad", 0.5), ("adam", 0.05)])
def test_adaptive_steps_do_not_see_the_scale_of_f(name, lr):
    f, method = minimize.beale(), getattr(minimize, name)

    def scaled(c):
        return method(lambda x: c * f(x), f.start, lambda x: c * f.gradient(x), lr=lr, eps=0, steps=40, tolerance=0)

    walks = [scaled(c) for c in (1e-3, 1.0, 1e3)]
    for walk in walks[1:]:
        assert_allclose(walk.x, walks[0].x, rtol=1e-9)


def test_a_coordinate_without_gradient_stands_still_even_without_eps():
    for name in ("adagrad", "rmsprop", "adam"):
        walk = getattr(minimize, name)(lambda x: x[0] ** 2, [1.0, 2.0], lambda x: np.array([2 * x[0], 0.0]), eps=0, steps=5)
        assert (walk.x[:, 1] == 2.0).all() and walk.x[-1, 0] < 1


@pytest.mark.parametrize("name, options", [
    ("gradient_descent", {"lr": 1e-3}), ("momentum", {"lr": 1e-3}), ("nesterov", {"lr": 1e-3}),
    ("adagrad", {"lr": 0.5}), ("rmsprop", {"lr": 2e-3}), ("adam", {"lr": 0.05}),
])
def test_every_method_comes_down_rosenbrocks_valley(name, options):
    f = minimize.rosenbrock(2)
    walk = getattr(minimize, name)(f, f.start, f.gradient, **options, steps=10000)
    assert walk.best.f < 1e-2 and walk.f[0] > 24
    assert_allclose(walk.f, [f(x) for x in walk.x])
    assert_allclose(walk.gradient_norms, [np.linalg.norm(f.gradient(x)) for x in walk.x])


BAD = [
    (lambda f: minimize.gradient_descent(f, [1.0], lr=-1), r"gradient_descent: lr must be a number of at least 0, got -1"),
    (lambda f: minimize.momentum(f, [1.0], lr=0.1, momentum=-0.5), r"momentum: momentum must be a number of at least 0"),
    (lambda f: minimize.nesterov(f, [1.0], lr=float("nan")), r"nesterov: lr must be"),
    (lambda f: minimize.adagrad(f, [1.0], eps=-1e-8), r"adagrad: eps must be"),
    (lambda f: minimize.rmsprop(f, [1.0], alpha=1.0), r"rmsprop: alpha must lie in \[0, 1\), got 1.0"),
    (lambda f: minimize.adam(f, [1.0], betas=(0.9, 1.0)), r"adam: beta2 must lie in \[0, 1\)"),
    (lambda f: minimize.adam(f, [1.0], betas=0.9), r"adam: betas must be two numbers"),
]


@pytest.mark.parametrize("call, message", BAD, ids=[m for _, m in BAD])
def test_bad_options_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call(lambda x: x[0] ** 2)
