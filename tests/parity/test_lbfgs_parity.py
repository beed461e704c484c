"""L-BFGS walks PyTorch's twenty steps, with and without line search: a closure does not fit the table."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

torch = pytest.importorskip("torch")

from torch.optim.lbfgs import _strong_wolfe  # noqa: E402

import dlkit.numpy as dn  # noqa: E402
import dlkit.torch as dt  # noqa: E402
from dlkit.numpy.strong_wolfe import Point, strong_wolfe  # noqa: E402

PYTORCH = tuple(map(int, torch.__version__.split(".")[:2]))


def network(dl, **typed):
    return dl.Sequential(dl.Linear(4, 6, **typed), dl.Tanh(), dl.Linear(6, 3, **typed)), dl.CrossEntropyLoss()


def classification(dl, **typed):
    return dl.Linear(4, 3, **typed), dl.CrossEntropyLoss()


def regression(dl, **typed):
    return dl.Linear(4, 1, **typed), dl.MSELoss()


def product(dl, **typed):
    """A curved valley, as Rosenbrock's: the product of three weights."""
    layers = [dl.Linear(*widths, bias=False, **typed) for widths in ((4, 1), (1, 1), (1, 1))]
    return dl.Sequential(*layers), dl.MSELoss()


def data(build, rng):
    x = rng.normal(size=(20, 4)) * [1, 3, 0.3, 1]
    return x, (rng.integers(0, 3, 20) if build in (network, classification) else rng.normal(size=(20, 1)))


def walk(build, kwargs, steps=20):
    """Largest difference of the weights after every step, and the losses of both."""
    rng = np.random.default_rng(0)
    x, y = data(build, rng)
    (ours, loss), (theirs, loss_torch) = build(dn, dtype=np.float64, rng=1), build(dt)
    theirs = theirs.double()
    theirs.load_state_dict(ours.state_dict())
    optimizer, optimizer_torch = dn.LBFGS(ours.parameters(), **kwargs), dt.LBFGS(theirs.parameters(), **kwargs)
    x_torch, y_torch = torch.from_numpy(x), torch.from_numpy(y)

    def closure():
        value = loss(ours(x), y)
        ours.backward(loss.backward())
        return value

    def closure_torch():
        optimizer_torch.zero_grad()
        value = loss_torch(theirs(x_torch), y_torch)
        value.backward()
        return value

    for _ in range(steps):
        values = optimizer.step(closure), optimizer_torch.step(closure_torch).item()
        weights = ours.state_dict(), theirs.state_dict()
        yield max(np.abs(weights[0][name] - w.numpy()).max() for name, w in weights[1].items()), values


# chosen so that PyTorch's own walk changes little when its first weights change by one rounding
CASES = [
    *[(build, kwargs) for build in (classification, regression)
      for kwargs in [{"max_iter": 1}, {"max_iter": 3, "lr": 0.5}, {"max_iter": 6, "max_eval": 3, "lr": 0.3}]],
    (regression, {"max_iter": 4, "history_size": 2, "lr": 0.7}),
    (network, {"max_iter": 1}),
    (network, {"max_iter": 6, "max_eval": 3, "lr": 0.3}),
    (product, {"max_iter": 2, "history_size": 3, "lr": 0.3}),
]


@pytest.mark.parametrize("line_search", [None, "strong_wolfe"])
@pytest.mark.parametrize("build, kwargs", CASES, ids=lambda value: getattr(value, "__name__", str(value)))
def test_lbfgs_walks_the_same_twenty_steps(build, kwargs, line_search):
    if line_search and PYTORCH < (2, 10):
        pytest.skip("up to 2.9 PyTorch's line search goes on beyond max_eval")
    for step, (difference, values) in enumerate(walk(build, kwargs | {"line_search_fn": line_search}), 1):
        assert difference < 1e-9, f"step {step}"
        assert_allclose(*values, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("build, lr", [(classification, 30.0), (classification, 1e-3), (product, 20.0), (network, 100.0)])
def test_steps_much_too_long_or_too_short_are_searched_the_same_way(build, lr):
    kwargs = {"lr": lr, "max_iter": 2, "max_eval": 30, "line_search_fn": "strong_wolfe"}
    for step, (difference, values) in enumerate(walk(build, kwargs, steps=6), 1):
        assert difference < 1e-9, f"step {step}"
        assert_allclose(*values, rtol=1e-9, atol=1e-12)


def search(seed, t0, max_evals):
    """A hilly function searched by both: the t they looked at, ours and PyTorch's, and where they ended."""
    a, b, c, phase = np.random.default_rng(seed).normal(size=4) * [3, 2, 0.3, 3]
    seen, seen_torch = [], []

    def f(x):
        return a * np.sin(b * x + phase) - 0.2 * x + c**2 * x**2, a * b * np.cos(b * x + phase) - 0.2 + 2 * c**2 * x

    value, slope = f(0.0)
    d = -np.sign(slope)  # downhill

    def along(t):
        seen.append(t)
        value, slope = f(d * t)
        return Point(t, value, d * slope, np.array([slope]))

    def along_torch(x, t, d):
        seen_torch.append(float(t))
        value, slope = f(float(t * d))
        return float(value), torch.tensor([slope])

    found = strong_wolfe(along, Point(0.0, value, d * slope, np.array([slope])), t0, max_evals, 1e-9)
    d_torch, grad = torch.tensor([d]), torch.tensor([slope])
    value_torch, _, t_torch, _ = _strong_wolfe(
        along_torch, None, t0, d_torch, value, grad, grad.dot(d_torch), max_ls=max_evals
    )
    return seen, seen_torch, (found.t, found.value), (float(t_torch), value_torch)


@pytest.mark.parametrize("t0", [1e-3, 0.1, 0.5, 1.0, 7.0, 300.0])
@pytest.mark.parametrize("max_evals", [0, 1, 3, 25])
def test_strong_wolfe_looks_at_the_same_points_of_hilly_functions(t0, max_evals):
    for seed in range(90):  # number 81 alone comes to a second point that is higher, though not too high
        seen, seen_torch, found, found_torch = search(seed, t0, max_evals)
        assert_allclose(seen, seen_torch, rtol=1e-9)
        assert_allclose(found, found_torch, rtol=1e-9)
