import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

import dlkit.numpy as dl
from dlkit import check

f32 = np.float32
SHAPES = [(6, 3), (4, 3, 5), (2, 3, 4, 7)]
seeds = st.integers(0, 10_000)


def batch_norm(shape, **kwargs):
    return (dl.BatchNorm2d if len(shape) == 4 else dl.BatchNorm1d)(shape[1], dtype=np.float64, **kwargs)


def draw(shape, seed=0):
    return np.random.default_rng(seed).normal(3, 2, shape)


def over_channels(shape):
    return (0, *range(2, len(shape)))


@pytest.mark.parametrize("shape", SHAPES)
def test_every_channel_comes_out_with_mean_zero_and_variance_one(shape):
    y = batch_norm(shape, eps=1e-12)(draw(shape))
    assert_allclose(y.mean(axis=over_channels(shape)), 0, atol=1e-13)
    assert_allclose(y.var(axis=over_channels(shape)), 1, rtol=1e-10)


@pytest.mark.parametrize("shape", SHAPES)
def test_weight_and_bias_are_the_new_spread_and_mean(shape):
    layer = batch_norm(shape, eps=1e-12)
    layer.weight[:], layer.bias[:] = [2, -1, 0.5], [7, 0, -3]
    y = layer(draw(shape))
    assert_allclose(y.mean(axis=over_channels(shape)), [7, 0, -3], atol=1e-12)
    assert_allclose(y.std(axis=over_channels(shape)), [2, 1, 0.5], rtol=1e-10)


@given(seeds, st.sampled_from(SHAPES))
def test_the_input_gradient_sums_to_zero_and_is_orthogonal_to_the_output(seed, shape):
    """The output knows neither the mean nor the scale of a channel, so the gradient asks for neither."""
    layer = batch_norm(shape, eps=1e-12)
    x_hat = layer(draw(shape, seed))
    grad_x = layer.backward(np.random.default_rng(seed + 1).normal(size=shape))
    assert_allclose(grad_x.sum(axis=over_channels(shape)), 0, atol=1e-10)
    assert_allclose((grad_x * x_hat).sum(axis=over_channels(shape)), 0, atol=1e-8)


def test_an_upstream_gradient_of_ones_sees_nothing_a_random_one_sees_the_missing_term():
    class WithoutThirdTerm(dl.BatchNorm1d):
        def backward(self, grad_y):
            super().backward(grad_y)
            return (self.weight / self.std) * (grad_y - grad_y.mean(axis=0))

    x, ones = draw((6, 3)), np.ones((6, 3))
    right, wrong = (make(3, dtype=np.float64) for make in (dl.BatchNorm1d, WithoutThirdTerm))
    right(x), wrong(x)
    assert_allclose(right.backward(ones), 0, atol=1e-14)
    assert_allclose(wrong.backward(ones), 0, atol=1e-14)
    assert check.vector_jacobian(right, x, rng=0)["input"] < 1e-8
    assert check.vector_jacobian(wrong, x, rng=0)["input"] > 1e-2


@pytest.mark.parametrize("shape", SHAPES)
def test_backward_in_evaluation_mode_treats_the_statistics_as_constants(shape):
    layer = batch_norm(shape)
    layer.weight[:], layer.bias[:] = [2, -1, 0.5], [7, 0, -3]
    for seed in range(3):
        layer(draw(shape, seed))
    layer.eval()
    errors = check.vector_jacobian(layer, draw(shape, 9), rng=0)
    assert max(errors.values()) < 1e-8, errors
    layer(draw(shape))
    assert_allclose(layer.backward(np.ones(shape)).sum(axis=(0, *range(2, len(shape)))),
                    np.prod(shape) / 3 * layer.weight / np.sqrt(layer.running_var + 1e-5))


def test_without_running_statistics_evaluation_uses_the_batch_too():
    layer = dl.BatchNorm1d(3, track_running_stats=False, dtype=np.float64).eval()
    assert_allclose(layer(draw((6, 3))).mean(axis=0), 0, atol=1e-13)
    assert check.vector_jacobian(layer, draw((6, 3)), rng=0)["input"] < 1e-8
    assert list(layer.state_dict()) == ["weight", "bias"]


def test_running_statistics_come_to_those_of_the_data():
    layer = dl.BatchNorm1d(2, momentum=0.05, dtype=np.float64)
    rng = np.random.default_rng(0)
    for _ in range(400):
        layer(rng.normal([3, -1], [2, 0.1], (20, 2)))
    assert_allclose(layer.running_mean, [3, -1], atol=0.3)  # 4 standard errors of 2 · √(0.05 / 2 / 20)
    assert_allclose(layer.running_var, [4, 0.01], rtol=0.25)
    assert layer.num_batches_tracked == 400


def test_the_running_variance_takes_the_unbiased_one_of_the_batch():
    x = draw((4, 3, 5))
    layer = batch_norm(x.shape, momentum=1.0)
    layer(x)
    rows = x.transpose(1, 0, 2).reshape(3, 20)
    assert_allclose(layer.running_var, rows.var(axis=1, ddof=1))
    assert_allclose(layer.running_mean, rows.mean(axis=1))


def test_momentum_none_averages_over_all_batches_equally():
    layer = dl.BatchNorm1d(3, momentum=None, dtype=np.float64)
    batches = [draw((5, 3), seed) for seed in range(7)]
    for x in batches:
        layer(x)
    assert_allclose(layer.running_mean, np.mean([x.mean(axis=0) for x in batches], axis=0))
    assert_allclose(layer.running_var, np.mean([x.var(axis=0, ddof=1) for x in batches], axis=0))


def test_evaluation_changes_no_buffer_and_takes_a_single_example():
    layer = dl.BatchNorm1d(3)
    layer(draw((8, 3)).astype(f32))
    layer.eval()
    before = {name: value.copy() for name, value in layer.state_dict().items()}
    y = layer(draw((1, 3)).astype(f32))
    assert y.shape == (1, 3) and layer.backward(y).shape == (1, 3)
    assert all((layer.state_dict()[name] == value).all() for name, value in before.items())


@given(seeds, st.floats(0.1, 100))
def test_the_scale_of_the_weight_before_it_does_not_matter(seed, c):
    """y(cW) = y(W), so ∂L/∂W is orthogonal to W, and a weight c times as large gets a gradient c times smaller."""
    rng = np.random.default_rng(seed)
    x, grad_y = rng.normal(size=(9, 4)), rng.normal(size=(9, 3))
    outputs, grads = [], []
    for scale in (1, c):
        model = dl.Sequential(dl.Linear(4, 3, dtype=np.float64, rng=1), dl.BatchNorm1d(3, eps=1e-12, dtype=np.float64))
        model[0].weight *= scale
        outputs.append(model(x))
        model.backward(grad_y)
        grads.append(model.grads["0.weight"])
        assert_allclose((grads[-1] * model[0].weight).sum(axis=1), 0, atol=1e-7)
        assert_allclose(model.grads["0.bias"], 0, atol=1e-9)
    assert_allclose(outputs[1], outputs[0], atol=1e-7)
    assert_allclose(c * grads[1], grads[0], atol=1e-6)


@pytest.mark.parametrize("layer", [dl.BatchNorm1d(4), dl.LayerNorm(2000)], ids=str)
def test_a_large_mean_leaves_the_digits_of_the_variance_in_float32(layer):
    x = (1e4 + np.random.default_rng(0).normal(size=(4, 2000))).astype(f32)
    y = layer(np.ascontiguousarray(x.T)).T if isinstance(layer, dl.BatchNorm1d) else layer(x)
    assert y.dtype == f32
    assert_allclose(y.std(axis=1), 1, rtol=2e-3)
    assert_allclose(y.mean(axis=1, dtype=float), 0, atol=1e-3)


@pytest.mark.filterwarnings("error")
def test_a_constant_channel_comes_out_as_zero():
    layer = dl.BatchNorm2d(2)
    y = layer(np.full((3, 2, 2, 2), 1e4, f32))
    assert (y == 0).all() and np.isfinite(layer.backward(np.ones_like(y))).all()


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("shape", [(0, 3), (0, 3, 4), (2, 3, 0)])
@pytest.mark.parametrize("training", [True, False])
def test_an_empty_batch_passes_and_moves_no_statistics(shape, training):
    layer = dl.BatchNorm1d(3).train(training)
    layer.running_mean[:] = 5
    y = layer(np.empty(shape, f32))
    assert y.shape == shape == layer.backward(y).shape
    assert (layer.running_mean == 5).all() and (layer.running_var == 1).all()
    assert all((grad == 0).all() for grad in layer.grads.values())


def test_the_state_stays_live_while_the_statistics_move():
    layer = dl.BatchNorm1d(3)
    state = layer.state_dict()
    layer(draw((8, 3)).astype(f32))
    assert state["num_batches_tracked"] == 1 and (state["running_mean"] == layer.running_mean).all()
    other = dl.BatchNorm1d(3)
    other.load_state_dict(state)
    layer(draw((8, 3)).astype(f32))
    assert other.num_batches_tracked == 1 and other.num_batches_tracked.dtype == np.int64


@given(seeds, st.sampled_from([((5,), (4, 5)), ((3, 4), (2, 6, 3, 4))]))
def test_layer_norm_makes_every_example_mean_zero_and_variance_one_by_itself(seed, shapes):
    normalized_shape, shape = shapes
    axes = tuple(range(-len(normalized_shape), 0))
    layer = dl.LayerNorm(normalized_shape, eps=1e-12, dtype=np.float64)
    x = draw(shape, seed)
    y = layer(x)
    assert_allclose(y.mean(axis=axes), 0, atol=1e-11)
    assert_allclose(y.var(axis=axes), 1, rtol=1e-8)
    assert_allclose(layer(x[:1]), y[:1], atol=1e-13)
    assert_allclose(layer(5 * x - 7), y, atol=1e-9)
    layer(x)
    assert_allclose(layer.backward(draw(shape, seed + 1)).sum(axis=axes), 0, atol=1e-10)


@pytest.mark.filterwarnings("error")
def test_layer_norm_takes_an_empty_batch():
    layer = dl.LayerNorm(3)
    y = layer(np.empty((0, 3), f32))
    assert y.shape == (0, 3) == layer.backward(y).shape and (layer.grads["weight"] == 0).all()


def test_repr_is_pytorchs():
    assert repr(dl.BatchNorm2d(3, momentum=None)) == (
        "BatchNorm2d(3, eps=1e-05, momentum=None, affine=True, track_running_stats=True)"
    )
    assert repr(dl.LayerNorm(4, bias=False)) == "LayerNorm((4,), eps=1e-05, elementwise_affine=True, bias=False)"


def zeros(*shape, dtype=f32):
    return np.zeros(shape, dtype)


BAD_INPUT = [
    (lambda: dl.BatchNorm1d(3)(zeros(1, 3)), ValueError, r"BatchNorm1d\(3\) got input \(1, 3\) in training: wanted more than one value per channel.*model.eval\(\) forgotten"),
    (lambda: dl.BatchNorm2d(2)(zeros(1, 2, 1, 1)), ValueError, r"BatchNorm2d\(2\) got input \(1, 2, 1, 1\) in training"),
    (lambda: dl.BatchNorm1d(3, track_running_stats=False).eval()(zeros(1, 3)), ValueError, r"wanted more than one value per channel"),
    (lambda: dl.BatchNorm1d(3)(zeros(4, 2)), ValueError, r"BatchNorm1d\(3\) got input \(4, 2\): axis 1 must be 3, the channels"),
    (lambda: dl.BatchNorm2d(3)(zeros(4, 8, 8, 3)), ValueError, r"axis 1 must be 3, the channels; are they the last axis"),
    (lambda: dl.BatchNorm1d(3)(zeros(3)), ValueError, r"BatchNorm1d\(3\) got input \(3,\): it must be \(n, C\) or \(n, C, L\)"),
    (lambda: dl.BatchNorm2d(3)(zeros(4, 3)), ValueError, r"BatchNorm2d\(3\) got input \(4, 3\): it must be \(n, C, H, W\)"),
    (lambda: dl.BatchNorm1d(3)(zeros(4, 3, dtype=float)), TypeError, r"BatchNorm1d\(3\) got float64 but its parameters are float32"),
    (lambda: dl.BatchNorm1d(3, affine=False)(zeros(4, 3, dtype=float)), TypeError, r"got float64 but its parameters are float32"),
    (lambda: dl.BatchNorm1d(3)([[1.0, 2, 3]]), TypeError, r"BatchNorm1d\(3\) got a list"),
    (lambda: dl.BatchNorm1d(0), ValueError, r"BatchNorm1d: num_features must be an integer of at least 1, got 0"),
    (lambda: dl.BatchNorm2d(3, eps=-1), ValueError, r"BatchNorm2d: eps must be a number above 0, got -1"),
    (lambda: dl.BatchNorm2d(3, eps=0), ValueError, r"BatchNorm2d: eps must be a number above 0, got 0"),
    (lambda: dl.BatchNorm2d(3, momentum=1.5), ValueError, r"BatchNorm2d: momentum is the share of the new batch, at most 1, got 1.5"),
    (lambda: dl.BatchNorm2d(3, momentum=-0.1), ValueError, r"BatchNorm2d: momentum must be a number of at least 0, got -0.1"),
    (lambda: dl.BatchNorm2d(3).backward(zeros(1, 3, 2, 2)), RuntimeError, r"BatchNorm2d.backward was called before the layer was"),
    (lambda: dl.LayerNorm((3, 4))(zeros(2, 4, 3)), ValueError, r"LayerNorm\(\(3, 4\)\) got input \(2, 4, 3\): its last axes must be \(3, 4\)"),
    (lambda: dl.LayerNorm((3, 4))(zeros(4)), ValueError, r"got input \(4,\): its last axes must be \(3, 4\)"),
    (lambda: dl.LayerNorm(4)(zeros(2, 4, dtype=float)), TypeError, r"LayerNorm\(\(4,\)\) got float64 but its parameters are float32"),
    (lambda: dl.LayerNorm(-4), ValueError, r"LayerNorm: normalized_shape must be an integer of at least 1, got -4"),
    (lambda: dl.LayerNorm(()), ValueError, r"LayerNorm: normalized_shape must be"),
    (lambda: dl.LayerNorm(4, eps=None), ValueError, r"LayerNorm: eps must be a number"),
    (lambda: dl.LayerNorm(4).backward(zeros(2, 4)), RuntimeError, r"LayerNorm.backward was called before the layer was"),
]


@pytest.mark.parametrize("call, error, message", BAD_INPUT, ids=[m for *_, m in BAD_INPUT])
def test_bad_input_is_named(call, error, message):
    with pytest.raises(error, match=message):
        call()
