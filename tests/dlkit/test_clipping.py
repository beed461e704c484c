import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

import dlkit.numpy as dl


def model_with(grads):
    """A model whose gradients are these two arrays, and both as one vector."""
    model = dl.Linear(3, 2, dtype=grads.dtype, rng=0)
    model.grads = {"weight": grads[:6].reshape(2, 3).copy(), "bias": grads[6:].copy()}
    return model, lambda: np.concatenate([model.grads["weight"].ravel(), model.grads["bias"]])


@given(st.integers(0, 1000), st.floats(0.01, 10), st.sampled_from([1.0, 2.0, math.inf]))
def test_clipping_by_norm_keeps_the_direction_and_leaves_short_gradients_alone(seed, max_norm, norm_type):
    grads = np.random.default_rng(seed).normal(size=8)
    model, clipped = model_with(grads)
    norm = dl.clip_grad_norm_(model.parameters(), max_norm, norm_type)
    assert norm == pytest.approx(np.linalg.norm(grads, norm_type))
    if norm <= max_norm - 1e-6:
        np.testing.assert_array_equal(clipped(), grads)
    else:
        assert np.linalg.norm(clipped(), norm_type) == pytest.approx(max_norm, rel=1e-3)
        assert np.linalg.norm(clipped(), norm_type) <= max_norm
        assert_allclose(clipped() / np.linalg.norm(clipped()), grads / np.linalg.norm(grads), atol=1e-12)


def test_clipping_by_value_cuts_entries_and_may_turn_the_direction():
    grads = np.array([0.1, -0.1, 3, -3, 0, 0.5, -0.5, 9])
    model, clipped = model_with(grads)
    assert dl.clip_grad_value_(model.parameters(), 0.5) is None
    np.testing.assert_array_equal(clipped(), [0.1, -0.1, 0.5, -0.5, 0, 0.5, -0.5, 0.5])


def test_clipping_changes_the_arrays_that_the_optimizer_sees_and_keeps_float32():
    model, clipped = model_with(np.full(8, 10, np.float32))
    array = model.grads["weight"]
    dl.clip_grad_norm_(model.parameters(), 1)
    assert model.grads["weight"] is array and clipped().dtype == np.float32
    before = model.weight.copy()
    dl.SGD(model.parameters(), lr=1.0).step()
    assert_allclose(before - model.weight, 1 / math.sqrt(8), rtol=1e-5)


def test_a_model_without_gradients_has_norm_zero_and_one_parameter_may_come_alone():
    model, clipped = model_with(np.full(8, 2.0))
    weight, _ = model.parameters()
    assert dl.clip_grad_norm_(weight, 1.0) == pytest.approx(math.sqrt(24))
    assert (clipped()[6:] == 2).all()
    model.zero_grad()
    assert dl.clip_grad_norm_(model.parameters(), 1.0) == 0.0


def test_a_norm_that_is_not_finite_is_reported_when_asked_for():
    for value in (math.nan, math.inf):
        model, clipped = model_with(np.array([1.0] * 7 + [value]))
        with pytest.raises(FloatingPointError, match=rf"the norm of the gradients is {value}; is the learning rate too large"):
            dl.clip_grad_norm_(model.parameters(), 1.0, error_if_nonfinite=True)
        assert (clipped()[:7] == 1).all()
        with np.errstate(invalid="ignore"):
            assert not math.isfinite(dl.clip_grad_norm_(model.parameters(), 1.0))


BAD = [
    (lambda m: dl.clip_grad_norm_(m.parameters(), -1), ValueError, r"clip_grad_norm_: max_norm must be a number of at least 0, got -1"),
    (lambda m: dl.clip_grad_norm_(m.parameters(), 1, 0), ValueError, r"clip_grad_norm_: norm_type must be above 0"),
    (lambda m: dl.clip_grad_value_(m.parameters(), -0.1), ValueError, r"clip_grad_value_: clip_value must be"),
    (lambda m: dl.clip_grad_norm_([], 1), ValueError, r"clip_grad_norm_ got no parameters.*walked once"),
    (lambda m: dl.clip_grad_value_(m.named_parameters(), 1), TypeError, r"clip_grad_value_ takes model.parameters\(\), got tuple among them"),
    (lambda m: dl.clip_grad_norm_(m.grads.values(), 1), TypeError, r"clip_grad_norm_ takes model.parameters\(\), got ndarray"),
]


@pytest.mark.parametrize("call, error, message", BAD, ids=[m for *_, m in BAD])
def test_bad_input_is_named(call, error, message):
    with pytest.raises(error, match=message):
        call(model_with(np.ones(8))[0])
