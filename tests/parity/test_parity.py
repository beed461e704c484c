"""Every public layer, loss, optimizer and function gives on NumPy what it gives on PyTorch, in float64."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

torch = pytest.importorskip("torch")

import dlkit.numpy as dn  # noqa: E402
import dlkit.torch as dt  # noqa: E402
from tests.parity.cases import ELSEWHERE, FUNCTIONS, LAYERS, LOSSES, OPTIMIZERS, draw_targets, numpy_layer  # noqa: E402

TOLERANCE = {"rtol": 1e-11, "atol": 1e-11}


def tensor(array, requires_grad=False):
    return torch.from_numpy(np.array(array)).requires_grad_(requires_grad)


def build_pair(case):
    """The case's layer on both backends, in float64, with the same weights."""
    ours, theirs = numpy_layer(case), getattr(dt, case.name)(*case.args, **case.kwargs).double()
    theirs.load_state_dict(ours.state_dict())
    return ours, theirs


def test_both_backends_have_the_same_public_names():
    assert sorted(dn.__all__) == sorted(dt.__all__)
    for name in dn.__all__:
        assert hasattr(dn, name) and hasattr(dt, name), name


def test_every_public_name_is_in_the_table():
    named = {case.name for case in [*LAYERS, *LOSSES, *OPTIMIZERS, *FUNCTIONS]} | set(ELSEWHERE)
    assert set(dn.__all__) - named == set(), "public names without a parity case"
    assert named - set(dn.__all__) == set(), "parity cases of names that are not public"


@pytest.mark.parametrize("case", LAYERS, ids=str)
def test_layer(case):
    rng = np.random.default_rng(0)
    ours, theirs = build_pair(case)
    x = rng.normal(size=case.x)
    x_torch = tensor(x, requires_grad=True)
    y, y_torch = ours(x), theirs(x_torch)
    assert_allclose(y, y_torch.detach().numpy(), **TOLERANCE)
    grad_y = rng.normal(size=y.shape)
    grad_x = ours.backward(grad_y)
    y_torch.backward(tensor(grad_y))
    assert_allclose(grad_x, x_torch.grad.numpy(), **TOLERANCE)
    assert ours.grads.keys() == dict(theirs.named_parameters()).keys()
    for name, parameter in theirs.named_parameters():
        assert_allclose(ours.grads[name], parameter.grad.numpy(), **TOLERANCE, err_msg=name)
    for name, buffer in theirs.named_buffers():
        assert_allclose(ours.state_dict()[name], buffer.numpy(), **TOLERANCE, err_msg=name)


@pytest.mark.parametrize("case", LAYERS, ids=str)
def test_layer_keeps_float32(case):
    layer = numpy_layer(case, np.float32)
    x = np.random.default_rng(0).normal(size=case.x).astype(np.float32)
    y = layer(x)
    assert y.dtype == layer.backward(np.ones_like(y)).dtype == np.float32
    assert all(grad.dtype == np.float32 for grad in layer.grads.values())


@pytest.mark.parametrize("case", LOSSES, ids=str)
def test_loss(case):
    rng = np.random.default_rng(0)
    y_hat, y = rng.normal(scale=case.scale, size=case.y_hat), draw_targets(case, rng)
    arrays = {k: v for k, v in case.kwargs.items() if isinstance(v, list)}
    ours = getattr(dn, case.name)(**case.kwargs)
    theirs = getattr(dt, case.name)(**case.kwargs | {k: tensor(v) for k, v in arrays.items()})
    y_hat_torch = tensor(y_hat, requires_grad=True)
    value, value_torch = ours(y_hat, y), theirs(y_hat_torch, tensor(y))
    assert_allclose(value, value_torch.detach().numpy(), **TOLERANCE)
    upstream = rng.normal(size=np.shape(value))
    value_torch.backward(tensor(upstream))
    assert_allclose(ours.backward(upstream), y_hat_torch.grad.numpy(), **TOLERANCE)


@pytest.mark.parametrize("case", LOSSES, ids=str)
def test_loss_keeps_float32(case):
    rng = np.random.default_rng(0)
    y_hat, y = rng.normal(size=case.y_hat).astype(np.float32), draw_targets(case, rng)
    y = y if y.dtype == np.int64 else y.astype(np.float32)
    loss = getattr(dn, case.name)(**case.kwargs)
    value = loss(y_hat, y)
    assert isinstance(value, float) or value.dtype == np.float32
    assert loss.backward(np.ones_like(value)).dtype == np.float32


@pytest.mark.parametrize("case", OPTIMIZERS, ids=str)
def test_optimizer_walks_the_same_twenty_steps(case):
    rng = np.random.default_rng(0)
    ours = dn.Sequential(dn.Linear(4, 6, dtype=np.float64, rng=1), dn.Tanh(), dn.Linear(6, 3, dtype=np.float64, rng=2))
    theirs = dt.Sequential(dt.Linear(4, 6), dt.Tanh(), dt.Linear(6, 3)).double()
    theirs.load_state_dict(ours.state_dict())
    optimizer = getattr(dn, case.name)(ours.parameters(), **case.kwargs)
    optimizer_torch = getattr(dt, case.name)(theirs.parameters(), **case.kwargs)
    loss, loss_torch = dn.CrossEntropyLoss(), dt.CrossEntropyLoss()
    for step in range(20):
        x, y = rng.normal(size=(5, 4)), rng.integers(0, 3, 5)
        loss(ours(x), y)
        ours.backward(loss.backward())
        optimizer.step()
        optimizer_torch.zero_grad()
        loss_torch(theirs(tensor(x)), tensor(y)).backward()
        optimizer_torch.step()
        for name, value in theirs.state_dict().items():
            assert_allclose(ours.state_dict()[name], value.numpy(), **TOLERANCE, err_msg=f"{name} after step {step + 1}")


@pytest.mark.parametrize("case", FUNCTIONS, ids=str)
def test_function(case):
    x = np.random.default_rng(0).normal(scale=case.scale, size=case.x)
    ours, theirs = getattr(dn, case.name)(x, **case.kwargs), getattr(dt, case.name)(tensor(x), **case.kwargs)
    assert_allclose(ours, theirs.numpy(), **TOLERANCE)
    assert getattr(dn, case.name)(x.astype(np.float32), **case.kwargs).dtype == np.float32


def test_a_network_gives_its_state_to_the_other_backend_and_back():
    ours = dn.Sequential(dn.Flatten(), dn.Linear(6, 4, rng=0), dn.ReLU(), dn.Sequential(dn.Linear(4, 2, rng=1)))
    theirs = dt.Sequential(dt.Flatten(), dt.Linear(6, 4), dt.ReLU(), dt.Sequential(dt.Linear(4, 2)))
    assert list(ours.state_dict()) == list(theirs.state_dict())
    theirs.load_state_dict(ours.state_dict())
    x = np.random.default_rng(2).normal(size=(3, 2, 3)).astype(np.float32)
    assert_allclose(ours(x), theirs(tensor(x)).detach().numpy(), rtol=1e-5, atol=1e-6)
    other = dn.Sequential(dn.Flatten(), dn.Linear(6, 4, rng=7), dn.ReLU(), dn.Sequential(dn.Linear(4, 2, rng=8)))
    other.load_state_dict(theirs.state_dict())
    for name, array in ours.state_dict().items():
        np.testing.assert_array_equal(other.state_dict()[name], array, err_msg=name)


def test_loading_a_numpy_state_copies_it():
    ours, theirs = dn.Linear(3, 2, rng=0), dt.Linear(3, 2)
    theirs.load_state_dict(ours.state_dict())
    before = theirs.weight.detach().numpy().copy()
    ours.weight += 1
    np.testing.assert_array_equal(theirs.weight.detach().numpy(), before)
