"""Clipping gives PyTorch's gradients and norms."""

import math

import numpy as np
import pytest
from numpy.testing import assert_allclose

torch = pytest.importorskip("torch")

import dlkit.numpy as dn  # noqa: E402
import dlkit.torch as dt  # noqa: E402


def models_with_gradients():
    ours, theirs = dn.MLP(3, (5,), 2, dtype=np.float64, rng=0), dt.MLP(3, (5,), 2).double()
    theirs.load_state_dict(ours.state_dict())
    x, grad_y = np.random.default_rng(1).normal(size=(2, 7, 3))
    ours(x)
    ours.backward(grad_y[:, :2])
    theirs(torch.from_numpy(x)).backward(torch.from_numpy(grad_y[:, :2].copy()))
    return ours, theirs


def assert_same_gradients(ours, theirs):
    for name, parameter in theirs.named_parameters():
        assert_allclose(ours.grads[name], parameter.grad.numpy(), rtol=1e-11, atol=1e-11, err_msg=name)


@pytest.mark.parametrize("max_norm", [0.0, 0.1, 3.0, 1e6])
@pytest.mark.parametrize("norm_type", [1, 2.0, 3.5, math.inf])
def test_clip_grad_norm(max_norm, norm_type):
    ours, theirs = models_with_gradients()
    norm = dn.clip_grad_norm_(ours.parameters(), max_norm, norm_type)
    assert norm == pytest.approx(dt.clip_grad_norm_(theirs.parameters(), max_norm, norm_type).item(), rel=1e-12)
    assert_same_gradients(ours, theirs)


@pytest.mark.parametrize("clip_value", [0.0, 0.2, 1e3])
def test_clip_grad_value(clip_value):
    ours, theirs = models_with_gradients()
    dn.clip_grad_value_(ours.parameters(), clip_value)
    dt.clip_grad_value_(theirs.parameters(), clip_value)
    assert_same_gradients(ours, theirs)
