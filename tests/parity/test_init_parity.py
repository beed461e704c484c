"""Initialisers draw other numbers than PyTorch's, from the same distribution."""

import inspect

import numpy as np
import pytest

torch = pytest.importorskip("torch")

import dlkit.numpy as dn  # noqa: E402
import dlkit.torch as dt  # noqa: E402

SHAPE = (200, 60, 3)
CASES = [
    ("uniform_", {"a": -2.0, "b": 3.0}), ("normal_", {"mean": 1.0, "std": 0.5}),
    ("lecun_normal_", {}), ("lecun_uniform_", {}), ("xavier_normal_", {"gain": 2.0}), ("xavier_uniform_", {}),
    ("kaiming_normal_", {"nonlinearity": "relu"}), ("kaiming_normal_", {"mode": "fan_out"}),
    ("kaiming_uniform_", {"a": 5**0.5}), ("orthogonal_", {"gain": 0.7}), ("zeros_", {}), ("ones_", {}),
]


def test_every_initialiser_has_a_case_and_both_backends_have_it():
    public = {name for name, f in vars(dn.init).items() if inspect.isfunction(f) and not name.startswith("_")}
    assert public == set(dt.init.__all__)
    assert public - {name for name, _ in CASES} == {"calculate_gain", "constant_"}


@pytest.mark.parametrize("name, kwargs", CASES, ids=str)
def test_same_mean_and_spread(name, kwargs):
    ours = getattr(dn.init, name)(np.empty(SHAPE), **kwargs, **({"rng": 0} if name not in ("zeros_", "ones_") else {}))
    generator = torch.Generator().manual_seed(0)
    drawn = {} if name in ("zeros_", "ones_") else {"generator": generator}
    theirs = getattr(dt.init, name)(torch.empty(SHAPE, dtype=torch.float64), **kwargs, **drawn).numpy()
    spread = theirs.std()
    assert abs(ours.std() - spread) <= 0.03 * spread  # 36,000 draws: the standard error is about 0.5 %
    assert abs(ours.mean() - theirs.mean()) <= 0.03 * spread
    assert abs(np.abs(ours).max() - np.abs(theirs).max()) <= 0.25 * np.abs(theirs).max()


def test_orthogonal_has_orthonormal_rows_or_columns():
    wide, tall = dn.init.orthogonal_(np.empty((3, 7)), rng=0), dn.init.orthogonal_(np.empty((7, 3)), 2.0, rng=0)
    np.testing.assert_allclose(wide @ wide.T, np.eye(3), atol=1e-12)
    np.testing.assert_allclose(tall.T @ tall, 4 * np.eye(3), atol=1e-12)


@pytest.mark.parametrize("name, param", [("linear", None), ("tanh", None), ("relu", None), ("sigmoid", None), ("leaky_relu", 0.2), ("leaky_relu", None)])
def test_gains_are_pytorchs(name, param):
    assert dn.init.calculate_gain(name, param) == pytest.approx(dt.init.calculate_gain(name, param), rel=1e-15)


def test_linear_starts_from_pytorchs_distribution():
    torch.manual_seed(0)
    ours, theirs = dn.Linear(50, 400, rng=0), dt.Linear(50, 400)
    for name in ("weight", "bias"):
        a, b = ours.state_dict()[name], theirs.state_dict()[name].numpy()
        assert abs(a.std() - b.std()) < 0.1 * b.std() and np.abs(a).max() <= 50**-0.5
