import copy

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

import dlkit.numpy as dl

f32 = np.float32


@given(st.floats(0, 1), st.integers(0, 1000))
def test_the_mask_of_the_forward_pass_is_used_backwards(p, seed):
    layer = dl.Dropout(p, rng=seed)
    x, grad_y = (np.random.default_rng(seed + i).normal(size=(5, 7)) for i in (1, 2))
    mask = layer(x) / x
    assert_allclose(layer.backward(grad_y), grad_y * mask)


@pytest.mark.parametrize("p", [0.1, 0.5, 0.9])
def test_what_is_kept_is_scaled_so_that_the_expectation_stays(p):
    y = dl.Dropout(p, rng=0)(np.ones(100_000))
    assert set(np.unique(y)) == {0.0, 1 / (1 - p)}
    assert abs((y == 0).mean() - p) < 5 * (p * (1 - p) / len(y)) ** 0.5
    assert abs(y.mean() - 1) < 5 * (p / (1 - p) / len(y)) ** 0.5


@pytest.mark.filterwarnings("error")
def test_the_edges_drop_nothing_and_everything():
    x = np.random.default_rng(0).normal(size=(3, 4)).astype(f32)
    nothing, everything = dl.Dropout(0, rng=0), dl.Dropout(1, rng=0)
    np.testing.assert_array_equal(nothing(x), x)
    np.testing.assert_array_equal(nothing.backward(x), x)
    for y in (everything(x), everything.backward(x)):
        assert (y == 0).all() and y.dtype == f32


@pytest.mark.parametrize("layer", [dl.Dropout(0.5, rng=0), dl.GaussianNoise(2.0, rng=0)], ids=str)
def test_evaluation_changes_nothing_and_draws_nothing(layer):
    x = np.random.default_rng(0).normal(size=(3, 4))
    layer.train()
    twin = copy.deepcopy(layer)
    layer.eval()
    assert (layer(x) == x).all() and (layer.backward(x) == x).all()
    layer.train()
    np.testing.assert_array_equal(layer(x), twin(x))


@pytest.mark.parametrize("make", [lambda rng: dl.Dropout(0.5, rng=rng), lambda rng: dl.GaussianNoise(2.0, rng=rng)])
def test_draws_come_from_the_layers_own_generator_and_a_copy_continues_with_the_same(make):
    x = np.ones((20, 20), f32)
    before = np.random.get_state()[1].copy()
    layer = make(0)
    first = layer(x)
    twin = copy.deepcopy(layer)
    second = layer(x)
    assert (first != second).any() and (second == twin(x)).all()
    np.testing.assert_array_equal(first, make(0)(x))
    np.testing.assert_array_equal(first, make(np.random.default_rng(0))(x))
    assert (make(None)(x) != make(None)(x)).any()
    assert (np.random.get_state()[1] == before).all()


def test_every_unit_and_every_example_gets_its_own_draw():
    kept = dl.Dropout(0.5, rng=0)(np.ones((200, 300))) > 0
    for axis in (0, 1):
        share = kept.mean(axis=axis)
        assert 0.2 < share.min() and share.max() < 0.8  # 4 standard errors for 50 draws, more here
    assert abs(np.corrcoef(kept[:, 0], kept[:, 1])[0, 1]) < 0.3


def test_noise_has_the_standard_deviation_asked_for_and_its_gradient_passes():
    layer, x = dl.GaussianNoise(0.3, rng=0), np.full((100, 1000), 2.0, f32)
    noise = layer(x) - x
    assert layer(x).dtype == f32
    assert abs(noise.std() - 0.3) < 0.003 and abs(noise.mean()) < 0.005
    grad_y = np.random.default_rng(0).normal(size=x.shape).astype(f32)
    np.testing.assert_array_equal(layer.backward(grad_y), grad_y)


def test_an_empty_batch_passes_through():
    for layer in (dl.Dropout(0.5), dl.GaussianNoise(1.0)):
        assert layer(np.empty((0, 3), f32)).shape == (0, 3) == layer.backward(np.empty((0, 3), f32)).shape


BAD_INPUT = [
    (lambda: dl.Dropout(1.2), ValueError, r"Dropout: p must be a probability, from 0 to 1, got 1.2"),
    (lambda: dl.Dropout(-0.1), ValueError, r"Dropout: p must be a probability, from 0 to 1, got -0.1"),
    (lambda: dl.Dropout(np.nan), ValueError, r"Dropout: p must be a probability, from 0 to 1, got nan"),
    (lambda: dl.Dropout()(np.ones(3, int)), TypeError, r"Dropout got an array of int64"),
    (lambda: dl.Dropout().backward(np.ones(3)), RuntimeError, r"Dropout.backward was called before the layer was"),
    (lambda: dl.GaussianNoise(-1), ValueError, r"GaussianNoise: std must be a number of at least 0, got -1"),
    (lambda: dl.GaussianNoise(1.0)([1.0]), TypeError, r"GaussianNoise got a list"),
    (lambda: dl.GaussianNoise(1.0).backward(np.ones(3)), RuntimeError, r"GaussianNoise.backward was called before"),
]


@pytest.mark.parametrize("call, error, message", BAD_INPUT, ids=[m for *_, m in BAD_INPUT])
def test_bad_input_is_named(call, error, message):
    with pytest.raises(error, match=message):
        call()
