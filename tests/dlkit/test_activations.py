import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from numpy.testing import assert_allclose

import dlkit.numpy as dl

f32 = np.float32
values = arrays(np.float64, array_shapes(max_dims=3, max_side=5), elements=st.floats(-1e4, 1e4))

# (layer, where its slope or its curvature jumps)
ACTIVATIONS = [
    (dl.ReLU(), [0.0]), (dl.Sigmoid(), []), (dl.Tanh(), []),
    (dl.LeakyReLU(), [0.0]), (dl.LeakyReLU(1.5), [0.0]), (dl.ELU(), [0.0]), (dl.ELU(0.3), [0.0]),
    (dl.Hardtanh(), [-1.0, 1.0]), (dl.Hardtanh(-0.2, 3.0), [-0.2, 3.0]),
    (dl.Softplus(), []), (dl.Softplus(beta=4.0), []), (dl.Softplus(beta=0.5, threshold=1.0), [2.0]),
    (dl.SiLU(), []), (dl.GELU(), []), (dl.GELU("tanh"), []),
]
SIZES = np.geomspace(1e-3, 1e4, 400)
POINTS = np.concatenate([-SIZES[::-1], [0.0], SIZES])


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("layer, kinks", ACTIVATIONS, ids=lambda value: str(value))
def test_the_slope_is_that_of_differences_at_many_points_up_to_ten_thousand(layer, kinks):
    h = 1e-6 * np.maximum(1, np.abs(POINTS))
    z = np.array([p for p, step in zip(POINTS, h) if all(abs(p - kink) > 2 * step for kink in kinks)])
    h = 1e-6 * np.maximum(1, np.abs(z))
    differences = (layer(z + h) - layer(z - h)) / (2 * h)
    upstream = np.random.default_rng(0).normal(size=z.shape)
    layer(z)
    assert_allclose(layer.backward(upstream), upstream * differences, atol=1e-8)
    assert len(z) > 790


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("layer, kinks", ACTIVATIONS, ids=lambda value: str(value))
def test_extremes_stay_finite_raise_no_warning_and_keep_the_dtype(layer, kinks, dtype):
    z = np.array([[1e4, -1e4, 0.0, -0.0], [88.8, -88.8, 104.0, -104.0], [709.8, -745.2, 20.0, 20.0001]], dtype)
    a = layer(z)
    grad_z = layer.backward(np.full_like(a, 2))
    for values in (a, grad_z):
        assert np.isfinite(values).all() and values.dtype == dtype


@pytest.mark.parametrize("layer, limits", [
    (dl.LeakyReLU(0.1), (-1e3, 1e4)), (dl.ELU(0.3), (-0.3, 1e4)), (dl.Hardtanh(-2, 3), (-2, 3)),
    (dl.Softplus(2.0), (0, 1e4)), (dl.SiLU(), (0, 1e4)), (dl.GELU(), (0, 1e4)), (dl.GELU("tanh"), (0, 1e4)),
], ids=str)
def test_far_out_every_activation_is_its_asymptote(layer, limits):
    assert_allclose(layer(np.array([-1e4, 1e4])), limits, rtol=1e-13)


@given(values)
@settings(deadline=None)  # the first call loads SciPy
def test_gates_of_z_and_minus_z_add_up_to_z(z):
    """σ(z) + σ(−z) = 1 and Φ(z) + Φ(−z) = 1, so a(z) − a(−z) = z; the same holds for softplus."""
    for layer in (dl.SiLU(), dl.GELU(), dl.GELU("tanh"), dl.Softplus(beta=2.0)):
        assert_allclose(layer(z) - layer(-z), z, rtol=1e-12, atol=1e-9)


@given(values)
def test_smooth_and_leaky_ones_are_relu_in_the_limit(z):
    relu = dl.ReLU()(z)
    assert_allclose(dl.LeakyReLU(0)(z), relu)
    assert_allclose(dl.ELU(0)(z), relu)
    assert_allclose(dl.Softplus(beta=1e6)(z), relu, atol=1e-6)
    assert_allclose(dl.LeakyReLU(1)(z), z)
    softplus = dl.Softplus()(z)
    assert (softplus >= relu).all() and (softplus <= relu + np.log(2) + 1e-12).all()


def test_gelu_by_tanh_has_three_digits_and_the_other_its_tail():
    z = np.linspace(-8, 8, 2001)
    difference = np.abs(dl.GELU("tanh")(z) - dl.GELU()(z)).max()
    assert 1e-4 < difference < 1e-3
    assert_allclose(dl.GELU()(np.array([-1.0, 1.0])), [-0.15865525393145707, 0.8413447460685429], rtol=1e-14)
    assert_allclose(dl.GELU()(np.array([-10.0], f32)), -7.6198530e-23, rtol=1e-5, err_msg="the tail is rounded to zero")


def test_the_slope_at_a_kink_is_pytorchs():
    upstream = np.array([2.0])
    for layer, z, slope in [(dl.LeakyReLU(0.1), 0.0, 0.1), (dl.ELU(0.3), 0.0, 0.3), (dl.Hardtanh(), 1.0, 0.0),
                            (dl.Hardtanh(), -1.0, 0.0), (dl.Softplus(threshold=0.0), 0.0, 0.5)]:
        layer(np.array([z]))
        assert layer.backward(upstream)[0] == pytest.approx(2 * slope), layer


@given(arrays(np.float64, array_shapes(min_dims=2, max_dims=2, max_side=6), elements=st.floats(-1e4, 1e4)), st.integers(0, 99))
def test_log_softmax_is_a_distribution_and_its_gradient_sums_to_zero(z, seed):
    layer = dl.LogSoftmax(dim=1)
    a = layer(z)
    assert_allclose(np.exp(a).sum(axis=1), 1)
    assert_allclose(layer(z + 7.0), a, atol=1e-10)
    grad_a = np.random.default_rng(seed).normal(size=z.shape)
    assert_allclose(layer.backward(grad_a).sum(axis=1), 0, atol=1e-12)


def test_log_softmax_without_dim_takes_pytorchs_implicit_axis():
    for shape, axis in [((4,), 0), ((4, 5), 1), ((2, 3, 4), 0), ((2, 3, 4, 5), 1)]:
        z = np.random.default_rng(0).normal(size=shape)
        assert_allclose(dl.LogSoftmax()(z), dl.log_softmax(z, axis))


def test_an_empty_batch_passes_through():
    for layer, _ in ACTIVATIONS:
        assert layer(np.empty((0, 3), f32)).shape == (0, 3) == layer.backward(np.empty((0, 3), f32)).shape


BAD_INPUT = [
    (lambda: dl.LeakyReLU(-0.1), ValueError, r"LeakyReLU: negative_slope must be a number of at least 0, got -0.1"),
    (lambda: dl.ELU(-1.0), ValueError, r"ELU: alpha must be a number of at least 0, got -1.0"),
    (lambda: dl.Hardtanh(1, 1), ValueError, r"Hardtanh: max_val must be above min_val, got min_val=1, max_val=1"),
    (lambda: dl.Hardtanh(0, np.nan), ValueError, r"Hardtanh: max_val must be above min_val"),
    (lambda: dl.Softplus(beta=0), ValueError, r"Softplus: beta must be a number above 0, got 0"),
    (lambda: dl.Softplus(beta=-1), ValueError, r"Softplus: beta must be a number above 0, got -1"),
    (lambda: dl.Softplus(threshold=-1), ValueError, r"Softplus: threshold must be a number of at least 0, got -1"),
    (lambda: dl.GELU("erf"), ValueError, r"GELU: approximate must be 'none' or 'tanh', got 'erf'"),
    (lambda: dl.LogSoftmax(dim=2)(np.ones((3, 2))), ValueError, r"LogSoftmax\(dim=2\) got input \(3, 2\), which has no axis 2"),
    *[(lambda layer=layer: type(layer)()(np.ones(3, int)), TypeError, rf"{type(layer).__name__} got an array of int64") for layer, _ in ACTIVATIONS],
    *[(lambda layer=layer: type(layer)().backward(np.ones(3)), RuntimeError, rf"{type(layer).__name__}.backward was called before") for layer, _ in ACTIVATIONS],
]


@pytest.mark.parametrize("call, error, message", BAD_INPUT, ids=[m for *_, m in BAD_INPUT])
def test_bad_input_is_named(call, error, message):
    with pytest.raises(error, match=message):
        call()


@pytest.mark.filterwarnings("error")
def test_logsumexp_of_infinities_is_the_limit_and_may_keep_its_axis():
    z = np.array([[-np.inf, -np.inf], [0, np.inf], [1e4, -1e4], [-np.inf, 2.0]])
    assert dl.logsumexp(z, 1).tolist() == [-np.inf, np.inf, 1e4, 2.0]
    assert dl.logsumexp(z.T, 0, keepdim=True).shape == (1, 4)
