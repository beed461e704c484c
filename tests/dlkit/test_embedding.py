import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

import dlkit.numpy as dl


@given(st.integers(1, 8), st.integers(0, 12), st.integers(0, 1000))
@settings(deadline=None)  # the first call loads SciPy
def test_it_is_a_linear_layer_on_one_hot_rows(n_rows, n, seed):
    rng = np.random.default_rng(seed)
    layer = dl.Embedding(n_rows, 3, dtype=np.float64, rng=seed)
    x, grad_y = rng.integers(0, n_rows, n), rng.normal(size=(n, 3))
    one_hot = np.eye(n_rows)[x]
    assert_allclose(layer(x), one_hot @ layer.weight)
    assert layer.backward(grad_y) is None
    assert_allclose(layer.grads["weight"], one_hot.T @ grad_y, atol=1e-13)


def test_a_row_collects_all_places_where_it_was_used_on_any_shape():
    layer = dl.Embedding(5, 2, rng=0)
    assert layer(np.array([[1, 1, 4], [1, 0, 4]], np.uint8)).shape == (2, 3, 2)
    layer.backward(np.ones((2, 3, 2), np.float32))
    np.testing.assert_array_equal(layer.grads["weight"], np.array([1, 3, 0, 0, 2], np.float32)[:, None] * np.ones(2))
    assert layer.grads["weight"].dtype == np.float32


def test_the_padding_row_is_zero_and_stays_it():
    for padding_idx in (2, -2):
        layer = dl.Embedding(4, 3, padding_idx=padding_idx, rng=0)
        assert (layer.weight[2] == 0).all() and (layer.weight[[0, 1, 3]] != 0).all()
        layer(np.array([2, 2, 3, 0]))
        layer.backward(np.ones((4, 3), np.float32))
        np.testing.assert_array_equal(layer.grads["weight"], np.array([1, 0, 0, 1])[:, None] * np.ones(3))


def test_it_starts_from_the_standard_normal_distribution():
    weight = dl.Embedding(300, 50, rng=0).weight
    assert abs(weight.mean()) < 0.03 and abs(weight.std() - 1) < 0.03 and weight.dtype == np.float32


BAD_INPUT = [
    (lambda: dl.Embedding(4, 2)(np.array([0, 4])), ValueError, r"Embedding\(4, 2\) got 4: its rows are 0 … 3; do the numbers start at 1"),
    (lambda: dl.Embedding(4, 2)(np.array([0, -1])), ValueError, r"Embedding\(4, 2\) got -1"),
    (lambda: dl.Embedding(4, 2)(np.array([0.0])), TypeError, r"Embedding\(4, 2\) got an array of float64: it takes an array of integers"),
    (lambda: dl.Embedding(4, 2)([0, 1]), TypeError, r"Embedding\(4, 2\) got a list"),
    (lambda: dl.Embedding(4, 0), ValueError, r"Embedding: embedding_dim must be an integer of at least 1, got 0"),
    (lambda: dl.Embedding(4, 2, padding_idx=4), ValueError, r"Embedding\(4, 2\): padding_idx must be one of its rows, 0 … 3, got 4"),
    (lambda: dl.Embedding(4, 2).backward(np.ones((1, 2))), RuntimeError, r"Embedding.backward was called before the layer was"),
]


@pytest.mark.parametrize("call, error, message", BAD_INPUT, ids=[m for *_, m in BAD_INPUT])
def test_bad_input_is_named(call, error, message):
    with pytest.raises(error, match=message):
        call()
