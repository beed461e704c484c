import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

import dlkit.numpy as dl

f32 = np.float32
F64 = {"dtype": np.float64}
sizes, seeds = st.integers(1, 6), st.integers(0, 10**6)


def deep_set(pooling):
    phi = dl.Sequential(dl.Linear(6, 9, **F64, rng=0), dl.Tanh(), dl.Linear(9, 4, **F64, rng=1))
    return dl.DeepSet(phi, dl.Linear(4, 3, **F64, rng=2), pooling)


POOLINGS = {
    "PMA": dl.PMA(6, 3, num_seeds=2, **F64, rng=0), **{f"DeepSet {pooling}": deep_set(pooling) for pooling in ("sum", "mean", "max")}
}
EQUIVARIANT = {"SAB": dl.SAB(6, 3, **F64, rng=0)}
every_pooling = pytest.mark.parametrize("layer", POOLINGS.values(), ids=POOLINGS)
every_layer = pytest.mark.parametrize("layer", (POOLINGS | EQUIVARIANT).values(), ids=POOLINGS | EQUIVARIANT)


def draw(seed, *shapes):
    rng = np.random.default_rng(seed)
    return [rng.normal(size=shape) for shape in shapes], rng


@every_pooling
@given(sizes, seeds)
@settings(max_examples=25)
def test_pooling_does_not_see_the_order_and_its_gradient_follows_it(layer, n, seed):
    (x,), rng = draw(seed, (2, n, 6))
    order = rng.permutation(n)
    y = layer(x)
    grad_y = rng.normal(size=y.shape)
    grad_x = layer.backward(grad_y)
    assert_allclose(layer(x[:, order]), y, atol=1e-12)
    assert_allclose(layer.backward(grad_y), grad_x[:, order], atol=1e-12)


@given(sizes, seeds)
@settings(max_examples=25)
def test_sab_is_permutation_equivariant_with_its_mask(n, seed):
    (x,), rng = draw(seed, (2, n, 6))
    order, mask = rng.permutation(n), rng.random((2, n)) < 0.4
    layer = EQUIVARIANT["SAB"]
    assert_allclose(layer(x[:, order], mask[:, order]), layer(x, mask)[:, order], atol=1e-12)


@every_layer
@given(sizes, sizes, seeds)
@settings(max_examples=25)
def test_padding_with_its_mask_changes_neither_value_nor_gradient(layer, n, padding, seed):
    (x, junk), rng = draw(seed, (2, n, 6), (2, padding, 6))
    y = layer(x)
    grad_y = rng.normal(size=y.shape)
    grad_x, grads = layer.backward(grad_y), {name: grad.copy() for name, grad in layer.grads.items()}
    mask = np.broadcast_to(np.arange(n + padding) >= n, (2, n + padding))
    y_padded = layer(np.concatenate([x, 100 * junk], axis=1), mask)
    if layer in EQUIVARIANT.values():  # what stands at padding means nothing, and no loss may look at it
        y_padded, grad_y = y_padded[:, :n], np.concatenate([grad_y, np.zeros_like(junk)], axis=1)
    assert_allclose(y_padded, y, atol=1e-11)
    grad_padded = layer.backward(grad_y)
    assert_allclose(grad_padded[:, :n], grad_x, atol=1e-11)
    assert (grad_padded[:, n:] == 0).all()
    for name, grad in grads.items():
        assert_allclose(layer.grads[name], grad, atol=1e-10, err_msg=name)


@every_layer
def test_a_batch_of_sets_of_different_sizes_is_the_sets_one_by_one(layer):
    rng = np.random.default_rng(0)
    x, counts = rng.normal(size=(3, 5, 6)), [5, 1, 3]
    y = layer(x, np.arange(5) >= np.array(counts)[:, None])
    for i, n in enumerate(counts):
        alone = layer(x[i : i + 1, :n])[0]
        assert_allclose(y[i, :n] if layer in EQUIVARIANT.values() else y[i], alone, atol=1e-12)


def test_poolings_are_sum_mean_and_maximum_of_phi():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(2, 5, 6))
    for pooling, of in (("sum", np.sum), ("mean", np.mean), ("max", np.max)):
        layer = deep_set(pooling)
        assert_allclose(layer(x), layer.rho(of(layer.phi(x), axis=1)), atol=1e-13)


def test_twice_the_elements_double_the_sum_and_leave_mean_and_maximum():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(2, 5, 6))
    twice = np.concatenate([x, x], axis=1)
    for pooling, factor in (("sum", 2), ("mean", 1), ("max", 1)):
        layer = dl.DeepSet(dl.Linear(6, 4, **F64, rng=0), dl.Linear(4, 3, bias=False, **F64, rng=1), pooling)
        assert_allclose(layer(twice), factor * layer(x), atol=1e-12)


def test_max_pooling_gives_the_gradient_of_a_tie_to_the_first_maximum_that_is_there():
    layer = dl.DeepSet(dl.ReLU(), dl.ReLU(), "max")
    x = np.array([[[9.0], [2.0], [1.0], [2.0]]])
    assert layer(x, np.array([[True, False, False, False]])) == 2
    np.testing.assert_array_equal(layer.backward(np.ones((1, 1))).ravel(), [0, 1, 0, 0])


@pytest.mark.filterwarnings("error")
@every_layer
def test_a_set_without_elements_is_finite(layer):
    (x,), rng = draw(0, (2, 3, 6))
    mask = np.array([[True] * 3, [False] * 3])
    y = layer(x, mask)
    grad_x = layer.backward(rng.normal(size=y.shape))
    assert np.isfinite(y).all() and np.isfinite(grad_x).all()
    assert all(np.isfinite(grad).all() for grad in layer.grads.values())


def test_two_seeds_ask_two_questions():
    layer = dl.PMA(6, 3, num_seeds=2, **F64, rng=0)
    x = np.random.default_rng(1).normal(size=(1, 4, 6))
    assert np.abs(layer(x)[0, 0] - layer(x)[0, 1]).max() > 0.1
    layer.seeds[1] = layer.seeds[0]
    assert_allclose(layer(x)[0, 0], layer(x)[0, 1], atol=1e-14)


def test_the_parameters_are_named_by_the_paper():
    assert [name for name, _ in dl.PMA(6, 3).named_parameters() if not name.startswith("mab")] == [
        "seeds", "rff.0.weight", "rff.0.bias", "rff.2.weight", "rff.2.bias"]
    assert {name.split(".")[0] for name, _ in dl.SAB(6, 3).named_parameters()} == {"attention", "norm1", "rff", "norm2"}


SETS = np.zeros((2, 3, 6), f32)
PADDING = np.zeros((2, 3), bool)
SAB, PMA, DEEP_SET = dl.SAB(6, 2, rng=0), dl.PMA(6, 2, rng=0), dl.DeepSet(dl.Linear(6, 4, rng=0), dl.Linear(4, 1, rng=1))
BAD_INPUT = [
    *[(lambda layer=layer: layer(SETS[0]), ValueError, rf"{type(layer).__name__} got input \(3, 6\): it takes sets .*is the batch axis missing")
      for layer in (SAB, PMA, DEEP_SET)],
    *[(lambda layer=layer: layer(SETS, PADDING.T), ValueError, rf"{type(layer).__name__} got sets \(2, 3, 6\) and a padding_mask \(3, 2\): it must be \(2, 3\)")
      for layer in (SAB, PMA, DEEP_SET)],
    *[(lambda layer=layer: layer(SETS, PADDING.astype(int)), TypeError, rf"{type(layer).__name__} got a padding_mask of int64: it takes booleans, True where there is no")
      for layer in (SAB, PMA, DEEP_SET)],
    (lambda: DEEP_SET(SETS, [[True]]), TypeError, r"DeepSet got a padding_mask of list"),
    (lambda: SAB(SETS[:, :0]), ValueError, r"SAB got input \(2, 0, 6\)"),
    (lambda: SAB(SETS[..., :4]), ValueError, r"MultiheadAttention\(6, 2\) got query \(2, 3, 4\).*the last axis must be 6"),
    (lambda: PMA(SETS.astype(np.float64)), TypeError, r"float64 but its parameters are float32"),
    (lambda: dl.MAB(6, 2)(SETS, SETS[:1]), ValueError, r"one batch size, on axis 0"),
    (lambda: dl.SAB(7, 2), ValueError, r"MultiheadAttention\(7, 2\): embed_dim must be a multiple"),
    (lambda: dl.PMA(6, 2, num_seeds=0), ValueError, r"PMA: num_seeds must be an integer of at least 1, got 0"),
    (lambda: dl.DeepSet(dl.ReLU(), dl.ReLU(), "median"), ValueError, r"DeepSet: pooling must be 'sum', 'mean' or 'max', got 'median'"),
    (lambda: dl.DeepSet(dl.ReLU, dl.ReLU()), TypeError, r"DeepSet: phi must be a layer"),
    (lambda: dl.DeepSet(dl.Flatten(), dl.ReLU())(SETS), ValueError, r"DeepSet: phi made \(2, 18\) of sets \(2, 3, 6\)"),
    (lambda: dl.DeepSet(dl.ReLU(), dl.ReLU()).backward(SETS), RuntimeError, r"DeepSet.backward was called before"),
    (lambda: dl.PMA(6, 2).backward(SETS), RuntimeError, r"backward was called before the layer was"),
]


@pytest.mark.parametrize("call, error, message", BAD_INPUT, ids=[m for *_, m in BAD_INPUT])
def test_bad_input_is_named(call, error, message):
    with pytest.raises(error, match=message):
        call()
