import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

import dlkit.numpy as dl
from dlkit import check
from tests.parity.cases import LOSSES

f32 = np.float32


@pytest.mark.parametrize("case", [c for c in LOSSES if c.kwargs.get("reduction") != "none" and c.scale == 1], ids=str)
def test_gradient_matches_differences(case):
    inputs = case.inputs(np.random.default_rng(5))
    assert check.loss_gradient(getattr(dl, case.name)(**case.kwargs), *inputs, differentiable=case.differentiable) < 1e-7


@given(st.integers(1, 6), st.integers(1, 6), st.integers(0, 1000))
def test_cross_entropy_gradient_rows_sum_to_zero_and_a_shift_changes_nothing(n, n_classes, seed):
    rng = np.random.default_rng(seed)
    z, y = rng.normal(scale=5, size=(n, n_classes)), rng.integers(0, n_classes, n)
    loss = dl.CrossEntropyLoss()
    value, grad = loss(z, y), loss.backward()
    assert_allclose(grad.sum(axis=1), 0, atol=1e-14)
    assert loss(z + rng.normal(size=(n, 1)), y) == pytest.approx(value, abs=1e-12)
    assert value >= 0 and np.abs(grad).max() <= 1 / n


def test_two_class_cross_entropy_is_bce_of_the_difference_of_logits():
    rng = np.random.default_rng(0)
    z, y = rng.normal(size=(9, 2)), rng.integers(0, 2, 9)
    bce = dl.BCEWithLogitsLoss()(z[:, 1] - z[:, 0], y.astype(float))
    assert dl.CrossEntropyLoss()(z, y) == pytest.approx(bce, rel=1e-13)


def test_mean_minimises_mse_and_median_mae():
    y = np.array([0.0, 1.0, 2.0, 3.0, 100.0])
    grid = np.linspace(-5, 105, 1101)
    mse = [dl.MSELoss()(np.full_like(y, c), y) for c in grid]
    mae = [dl.L1Loss()(np.full_like(y, c), y) for c in grid]
    assert grid[np.argmin(mse)] == pytest.approx(y.mean(), abs=0.06)
    assert grid[np.argmin(mae)] == pytest.approx(np.median(y), abs=0.06)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_confident_and_wrong_costs_the_difference_of_logits(dtype):
    z = np.array([[1e4, -1e4]], dtype)
    loss = dl.CrossEntropyLoss()
    assert loss(z, np.array([1])) == 2e4
    np.testing.assert_array_equal(loss.backward(), [[1, -1]])
    bce = dl.BCEWithLogitsLoss()
    assert bce(np.array([1e4], dtype), np.array([0.0], dtype)) == 1e4
    assert bce.backward()[0] == 1


def test_one_class_costs_nothing():
    loss = dl.CrossEntropyLoss()
    assert loss(np.array([[3.0], [-2.0]]), np.array([0, 0])) == 0.0
    assert (loss.backward() == 0).all()


def test_inputs_are_not_changed():
    rng = np.random.default_rng(0)
    for case in LOSSES:
        inputs = case.inputs(rng)
        copies = [array.copy() for array in inputs]
        loss = getattr(dl, case.name)(**case.kwargs)
        loss.backward(np.ones_like(loss(*inputs)))
        assert all((array == copy).all() for array, copy in zip(inputs, copies)), str(case)


Z = np.zeros((3, 4), f32)
BAD_INPUT = [
    (lambda: dl.CrossEntropyLoss()(Z, np.array([0, 1, 4])), ValueError, r"got label 4, but logits \(3, 4\) have the classes 0 … 3; do the labels start at 1"),
    (lambda: dl.CrossEntropyLoss()(Z, np.array([0, -1, 3])), ValueError, r"got label -1"),
    (lambda: dl.CrossEntropyLoss()(Z, np.array([0.0, 1, 2])), TypeError, r"labels of float64 \(3,\) .*astype\(np.int64\)"),
    (lambda: dl.CrossEntropyLoss()(Z, np.zeros((3, 1), int)), ValueError, r"labels must be \(3,\)"),
    (lambda: dl.CrossEntropyLoss()(Z, [0, 1, 2]), TypeError, r"labels of list"),
    (lambda: dl.CrossEntropyLoss()(Z[0], np.array(0)), ValueError, r"got logits \(4,\)"),
    (lambda: dl.CrossEntropyLoss()(Z[:0], np.empty(0, int)), ValueError, r"nothing to average"),
    (lambda: dl.CrossEntropyLoss(ignore_index=1)(Z, np.array([1, 1, 1])), ValueError, r"nothing to average"),
    (lambda: dl.CrossEntropyLoss(weight=[1, 2])(Z, np.array([0, 1, 2])), ValueError, r"weight has shape \(2,\)"),
    (lambda: dl.CrossEntropyLoss(label_smoothing=1.5), ValueError, r"label_smoothing must lie in \[0, 1\]"),
    (lambda: dl.MSELoss()(np.zeros((3, 1), f32), np.zeros(3, f32)), ValueError, r"predictions \(3, 1\) and targets \(3,\).*broadcast to \(n, n\)"),
    (lambda: dl.MSELoss()(np.zeros(3, f32), np.zeros(3)), TypeError, r"predictions of float32 and targets of float64"),
    (lambda: dl.BCEWithLogitsLoss()(np.zeros(2), np.array([-1.0, 1.0])), ValueError, r"targets from -1 to 1.*coded −1/\+1"),
    (lambda: dl.BCEWithLogitsLoss()(np.zeros(2), np.array([0, 1])), TypeError, r"targets of int64"),
    (lambda: dl.L1Loss(reduction="average"), ValueError, r"L1Loss: reduction must be .* got 'average'"),
    (lambda: dl.L1Loss().backward(), RuntimeError, r"L1Loss.backward was called before the loss was"),
    (lambda: dl.CrossEntropyLoss().backward(), RuntimeError, r"CrossEntropyLoss.backward was called before"),
]


@pytest.mark.parametrize("call, error, message", BAD_INPUT, ids=[m for *_, m in BAD_INPUT])
def test_bad_input_is_named(call, error, message):
    with pytest.raises(error, match=message):
        call()


def test_reduction_none_wants_the_upstream_gradient():
    loss = dl.MSELoss(reduction="none")
    assert loss(np.zeros(3), np.ones(3)).shape == (3,)
    with pytest.raises(ValueError, match=r"of shape \(3,\); got none"):
        loss.backward()
