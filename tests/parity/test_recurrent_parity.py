"""Recurrent layers on both backends where the table does not reach: states given, and gradients of the last state."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

torch = pytest.importorskip("torch")

import dlkit.numpy as dn  # noqa: E402
import dlkit.torch as dt  # noqa: E402

TOLERANCE = {"rtol": 1e-11, "atol": 1e-11}
STACKED = {"num_layers": 2, "bidirectional": True}
LAYERS = [(name, options | stacked, shape) for name in ("RNN", "LSTM", "GRU") for stacked in ({}, STACKED)
          for options, shape in [({}, (5, 2, 3)), ({"batch_first": True, "bias": False}, (2, 5, 3)), ({}, (4, 3))]]
CELLS = [(f"{name}Cell", {}, shape) for name in ("RNN", "LSTM", "GRU") for shape in ((4, 3), (1, 3), (3,))]


def tensor(array):
    return torch.from_numpy(np.array(array))


def leaf(array):
    return tensor(array).requires_grad_()


def states(name, rng, shape):
    drawn = tuple(rng.normal(size=shape) for _ in range(2))
    return drawn if name.startswith("LSTM") else drawn[0]


def opened(parts):
    """(output, (h, c)) and (output, h) as lists of arrays."""
    return [array for part in parts for array in (part if isinstance(part, tuple) else (part,))]


@pytest.mark.parametrize("name, kwargs, shape", LAYERS + CELLS, ids=str)
def test_gradients_of_all_outputs_reach_input_state_and_weights(name, kwargs, shape):
    rng = np.random.default_rng(0)
    ours, theirs = getattr(dn, name)(3, 4, **kwargs, dtype=np.float64, rng=1), getattr(dt, name)(3, 4, **kwargs).double()
    assert list(ours.state_dict()) == list(theirs.state_dict())
    theirs.load_state_dict(ours.state_dict())
    x, is_cell = rng.normal(size=shape), name.endswith("Cell")
    batch = shape[:-1] if is_cell else () if len(shape) == 2 else (2,)
    hx = states(name, rng, (*(() if is_cell else (4 if "num_layers" in kwargs else 1,)), *batch, 4))
    x_torch, hx_torch = leaf(x), tuple(map(leaf, hx)) if isinstance(hx, tuple) else leaf(hx)
    y, y_torch = ours(x, hx), theirs(x_torch, hx_torch)
    outputs, torch_outputs = (opened([part] if is_cell else part) for part in (y, y_torch))
    for output, torch_output in zip(outputs, torch_outputs, strict=True):
        assert_allclose(output, torch_output.detach().numpy(), **TOLERANCE)
    upstream = [rng.normal(size=output.shape) for output in outputs]
    torch.autograd.backward(torch_outputs, [tensor(g) for g in upstream])
    first, *rest = upstream
    grads = ours.backward(*upstream) if is_cell else ours.backward(first, tuple(rest) if len(rest) == 2 else rest[0])
    for grad, t in zip(opened(grads), opened([x_torch, hx_torch]), strict=True):
        assert_allclose(grad, t.grad.numpy(), **TOLERANCE)
    for key, parameter in theirs.named_parameters():
        assert_allclose(ours.grads[key], parameter.grad.numpy(), **TOLERANCE, err_msg=key)


@pytest.mark.parametrize("part", [0, 1])
def test_a_gradient_of_one_part_of_the_last_state_alone(part):
    rng = np.random.default_rng(0)
    ours, theirs = dn.LSTM(3, 4, dtype=np.float64, rng=1), dt.LSTM(3, 4).double()
    theirs.load_state_dict(ours.state_dict())
    x, upstream = rng.normal(size=(5, 2, 3)), rng.normal(size=(1, 2, 4))
    x_torch = leaf(x)
    ours(x)
    theirs(x_torch)[1][part].backward(tensor(upstream))
    grad_x = ours.backward(None, (upstream, None) if part == 0 else (None, upstream))
    assert_allclose(grad_x, x_torch.grad.numpy(), **TOLERANCE)


@pytest.mark.parametrize("name", ["RNN", "LSTM", "GRU", "RNNCell", "LSTMCell", "GRUCell"])
def test_weights_start_from_pytorchs_distribution(name):
    ours, theirs = getattr(dn, name)(200, 300, rng=0), getattr(dt, name)(200, 300)
    for key, value in theirs.state_dict().items():
        spread = value.std().item()
        assert abs(ours.state_dict()[key].std() - spread) <= 0.25 * spread  # of 300 entries or more: 7 standard errors
        assert np.abs(ours.state_dict()[key]).max() <= 300**-0.5
