import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from numpy.testing import assert_allclose, assert_array_equal

import dlkit.numpy as dl
from tests.parity.cases.convolution import AVG_POOLING, GLOBAL_POOLING, MAX_POOLING, UPSAMPLING
from tests.parity.kinds import numpy_layer

patient = settings(deadline=None)  # a slow moment of the machine is no failure
images = arrays(np.float64, array_shapes(min_dims=4, max_dims=4, min_side=1, max_side=6), elements=st.integers(-3, 3).map(float))


def first_output(y):
    return y[0] if isinstance(y, tuple) else y


def test_max_pool_gives_the_gradient_of_a_tie_to_the_first_maximum():
    pool = dl.MaxPool2d(2)
    x = np.array([[5, 5, 1, 2], [5, 5, 2, 2], [0, 1, 3, 3], [1, 1, 0, 3]], np.float32)[None, None]
    pool(x)
    grad_x = pool.backward(np.array([[1, 2], [3, 4]], np.float32)[None, None])
    assert_array_equal(grad_x[0, 0], [[1, 0, 0, 2], [0, 0, 0, 0], [0, 3, 4, 0], [0, 0, 0, 0]])


def test_windows_that_overlap_add_their_gradients():
    pool = dl.MaxPool1d(3, stride=1)
    pool(np.array([[[1, 2, 9, 4, 5]]], np.float32))
    assert_array_equal(pool.backward(np.array([[[1, 10, 100]]], np.float32)), [[[0, 0, 111, 0, 0]]])


@patient
@given(images, st.integers(1, 3), st.integers(1, 3), st.booleans())
def test_max_pooling_sends_the_whole_gradient_back_and_commutes_with_rising_functions(x, kernel, stride, ceil_mode):
    kernel = min(kernel, *x.shape[2:])
    pool = dl.MaxPool2d(kernel, stride, ceil_mode=ceil_mode)
    assert_array_equal(pool(np.exp(x)), np.exp(pool(x)))
    y = pool(x)
    grad_y = 1 + np.arange(y.size).reshape(y.shape)
    assert_allclose(pool.backward(grad_y * 1.0).sum(axis=(2, 3)), grad_y.sum(axis=(2, 3)))
    assert_array_equal(pool(x[:, ::-1])[:, ::-1], y)


def test_padding_never_wins_a_maximum():
    x = np.full((1, 1, 3, 3), -7, np.float32)
    pool = dl.MaxPool2d(3, stride=2, padding=1, ceil_mode=True)
    assert_array_equal(pool(x), np.full((1, 1, 2, 2), -7))
    assert pool.backward(np.ones((1, 1, 2, 2), np.float32)).sum() == 4


@pytest.mark.parametrize("case", [c for c in MAX_POOLING if c.kwargs.get("return_indices") or len(c.args) > 4], ids=str)
def test_indices_point_at_the_maxima(case):
    (x,) = case.inputs(np.random.default_rng(0))
    y, indices = numpy_layer(case)(x)
    rows = x.reshape(*x.shape[:2], -1)
    assert_array_equal(np.take_along_axis(rows, indices.reshape(*y.shape[:2], -1), 2).reshape(y.shape), y)
    assert indices.dtype == np.int64


def test_max_pooling_passes_nan_on():
    x = np.zeros((1, 1, 2, 4), np.float32)
    x[0, 0, 1, 1] = np.nan
    assert_array_equal(dl.MaxPool2d(2)(x), [[[[np.nan, 0]]]])
    assert np.isnan(dl.GlobalMaxPool2d()(x)).all()


@patient
@given(images)
def test_average_pooling_keeps_the_mean(x):
    halves = np.kron(x, np.arange(1.0, 5).reshape(2, 2))
    assert_allclose(dl.AvgPool2d(2)(halves).mean(axis=(2, 3)), halves.mean(axis=(2, 3)), atol=1e-12)
    assert_allclose(dl.AdaptiveAvgPool2d(x.shape[2:])(halves), dl.AvgPool2d(2)(halves), atol=1e-12)
    assert_allclose(dl.AdaptiveAvgPool2d(1)(x)[:, :, 0, 0], dl.GlobalAvgPool2d()(x), atol=1e-12)


def test_average_pooling_is_a_convolution_with_a_constant_kernel_in_every_channel():
    x = np.random.default_rng(0).normal(size=(2, 3, 7, 6))
    conv = dl.Conv2d(3, 3, (3, 2), stride=2, padding=1, groups=3, bias=False, dtype=np.float64)
    conv.weight[...] = 1 / 6
    assert_allclose(dl.AvgPool2d((3, 2), stride=2, padding=1)(x), conv(x), atol=1e-14)


@patient
@given(st.integers(1, 12), st.integers(1, 5), st.integers(1, 5), st.data())
def test_an_average_without_the_padding_of_a_constant_is_the_constant(size, kernel, stride, data):
    padding = data.draw(st.integers(0, kernel // 2))
    if size + 2 * padding < kernel:
        return
    x = np.full((1, 1, size), 3.0)
    pool = dl.AvgPool1d(kernel, stride, padding, ceil_mode=data.draw(st.booleans()), count_include_pad=False)
    assert_allclose(pool(x), 3, rtol=1e-15)


def test_what_ceil_mode_reaches_beyond_the_padding_does_not_count():
    x = np.ones((1, 1, 4))
    pool = dl.AvgPool1d(3, stride=2, padding=0, ceil_mode=True)
    assert_array_equal(pool(x), [[[1, 1]]])
    assert_allclose(dl.AvgPool1d(2, stride=2, padding=1, ceil_mode=True)(np.ones((1, 1, 3))), [[[0.5, 1]]])
    assert_allclose(dl.AvgPool1d(4, stride=3, padding=1, ceil_mode=True)(np.ones((1, 1, 4))), [[[0.75, 2 / 3]]])


@pytest.mark.parametrize("case", [*AVG_POOLING, *UPSAMPLING, *[c for c in GLOBAL_POOLING if "Avg" in c.name]], ids=str)
def test_backward_of_a_linear_layer_is_its_adjoint(case):
    rng = np.random.default_rng(0)
    layer, (x,) = numpy_layer(case), case.inputs(rng)
    y = layer(x)
    grad_y = rng.normal(size=y.shape)
    assert_allclose((y * grad_y).sum(), (x * layer.backward(grad_y)).sum(), rtol=1e-11)


@patient
@given(images, st.integers(-3, 3), st.integers(-3, 3))
def test_global_pooling_does_not_see_circular_shifts(x, down, right):
    shifted = np.roll(x, (down, right), axis=(2, 3))
    assert_array_equal(dl.GlobalMaxPool2d()(shifted), dl.GlobalMaxPool2d()(x))
    assert_array_equal(dl.GlobalMaxPool2d()(x), x.max(axis=(2, 3)))
    assert_allclose(dl.GlobalAvgPool2d()(shifted), dl.GlobalAvgPool2d()(x), atol=1e-13)


def test_global_max_pool_gives_the_gradient_of_a_tie_to_the_first_maximum():
    pool = dl.GlobalMaxPool2d()
    assert_array_equal(pool(np.array([[1, 4, 4], [4, 2, 0]], np.float32)[None, None]), [[4]])
    assert_array_equal(pool.backward(np.array([[7]], np.float32))[0, 0], [[0, 7, 0], [0, 0, 0]])


@patient
@given(images, st.integers(1, 4))
def test_pooling_undoes_upsampling_by_the_nearest_pixel(x, factor):
    larger = dl.Upsample(scale_factor=factor)(x)
    assert_array_equal(larger, np.kron(x, np.ones((factor, factor))))
    assert_array_equal(dl.MaxPool2d(factor)(larger), x)
    assert_allclose(dl.AvgPool2d(factor)(larger), x, atol=1e-13)


@pytest.mark.parametrize("align_corners", [False, True])
def test_bilinear_upsampling_keeps_constants_and_the_inside_of_planes(align_corners):
    rows, columns = np.arange(4.0)[:, None], np.arange(5.0)
    plane = (2 * rows - 3 * columns + 1)[None, None]
    larger = dl.Upsample(size=(13, 17), mode="bilinear", align_corners=align_corners)
    assert_allclose(larger(np.ones((1, 1, 4, 5))), 1, rtol=1e-15)
    y = larger(plane)[0, 0]
    if align_corners:  # the corners stay where they are
        assert_allclose(y, 2 * np.linspace(0, 3, 13)[:, None] - 3 * np.linspace(0, 4, 17) + 1, atol=1e-12)
    else:  # pixels have areas: beyond the outermost centres the value is constant
        assert_allclose(np.diff(y, axis=0)[2:-2], 2 * 4 / 13, atol=1e-12)
        assert_allclose(np.diff(y, axis=1)[:, 2:-2], -3 * 5 / 17, atol=1e-12)
        assert_array_equal(y[[0, -1]][:, [0, -1]], plane[0, 0][[0, -1]][:, [0, -1]])


LAYERS = [*MAX_POOLING, *AVG_POOLING, *GLOBAL_POOLING, *UPSAMPLING]


@pytest.mark.parametrize("case", LAYERS, ids=str)
def test_backward_may_be_asked_twice_changes_no_input_and_an_empty_batch_passes(case):
    layer, (x,) = numpy_layer(case), case.inputs(np.random.default_rng(0))
    before = x.copy()
    y = first_output(layer(x))
    grad_y = np.random.default_rng(1).normal(size=y.shape)
    grad_before, first = grad_y.copy(), layer.backward(grad_y).copy()
    assert_array_equal(layer.backward(grad_y), first)
    assert_array_equal(x, before), assert_array_equal(grad_y, grad_before)
    nothing = first_output(layer(x[:0]))
    assert nothing.shape == (0, *y.shape[1:]) and layer.backward(nothing).shape == (0, *x.shape[1:])


X = np.zeros((32, 3, 28, 28), np.float32)
BAD_INPUT = [
    (lambda: dl.MaxPool2d(2)(X[0]), ValueError, r"MaxPool2d\(2\) got input \(3, 28, 28\): wanted \(n, channels, height, width\); is the channel axis missing"),
    (lambda: dl.MaxPool2d(2)(X.reshape(32, -1)), ValueError, r"MaxPool2d\(2\) got input \(32, 2352\).*flattened"),
    (lambda: dl.AvgPool1d(2)(X), ValueError, r"AvgPool1d\(2\) got input .*wanted \(n, channels, length\)"),
    (lambda: dl.MaxPool2d(2)(X.astype(int)), TypeError, r"MaxPool2d\(2\) got an array of int64"),
    (lambda: dl.AvgPool2d(2)([1]), TypeError, r"AvgPool2d\(2\) got a list"),
    (lambda: dl.MaxPool2d((2, 5))(X[..., :4]), ValueError, r"MaxPool2d\(\(2, 5\)\) got input \(32, 3, 28, 4\): .*smaller than one window; is it pooled too often"),
    (lambda: dl.MaxPool2d(2)(X[..., :0]), ValueError, r"MaxPool2d\(2\) got input \(32, 3, 28, 0\).*at least one pixel"),
    (lambda: dl.MaxPool2d(0), ValueError, r"MaxPool2d: kernel_size must be an integer of at least 1, .* got 0"),
    (lambda: dl.MaxPool2d(2, stride=-1), ValueError, r"MaxPool2d: stride must be .* got -1"),
    (lambda: dl.MaxPool1d((2, 2)), ValueError, r"MaxPool1d: kernel_size .* tuple of 1 of them, got \(2, 2\)"),
    (lambda: dl.MaxPool2d(3, padding=2), ValueError, r"MaxPool2d: padding must be at most half of kernel_size, got padding=\(2, 2\)"),
    (lambda: dl.AvgPool1d(2, padding=-1), ValueError, r"AvgPool1d: padding .* got -1"),
    (lambda: dl.MaxPool2d(2, dilation=0), ValueError, r"MaxPool2d: dilation .* got 0"),
    (lambda: dl.AvgPool2d(2, divisor_override=0), ValueError, r"AvgPool2d: divisor_override must be .* got 0"),
    (lambda: dl.AdaptiveAvgPool2d(0), ValueError, r"AdaptiveAvgPool2d: output_size must be an integer of at least 1, got 0"),
    (lambda: dl.AdaptiveAvgPool2d((1, 2, 3)), ValueError, r"AdaptiveAvgPool2d: output_size .* got \(1, 2, 3\)"),
    (lambda: dl.AdaptiveAvgPool2d(1)(X[0]), ValueError, r"AdaptiveAvgPool2d\(1\) got input \(3, 28, 28\)"),
    (lambda: dl.GlobalAvgPool2d()(X[0]), ValueError, r"GlobalAvgPool2d got input \(3, 28, 28\).*channel axis"),
    (lambda: dl.GlobalMaxPool2d()(X[..., :0]), ValueError, r"GlobalMaxPool2d got input \(32, 3, 28, 0\).*at least one pixel"),
    (lambda: dl.Upsample(), ValueError, r"Upsample wants either size or scale_factor, got size=None and scale_factor=None"),
    (lambda: dl.Upsample(2, 2), ValueError, r"Upsample wants either size or scale_factor, got size=2 and scale_factor=2"),
    (lambda: dl.Upsample(scale_factor=-2), ValueError, r"Upsample: scale_factor must be a number above 0.* got -2"),
    (lambda: dl.Upsample(scale_factor=(2, "2")), ValueError, r"Upsample: scale_factor must be"),
    (lambda: dl.Upsample(size=(2, 0)), ValueError, r"Upsample: size must be .* got \(2, 0\)"),
    (lambda: dl.Upsample(scale_factor=2, mode="cubic"), ValueError, r"Upsample: mode must be one of nearest, linear, bilinear, got 'cubic'"),
    (lambda: dl.Upsample(scale_factor=2, align_corners=True), ValueError, r"Upsample: align_corners=True wants mode 'linear' or 'bilinear'"),
    (lambda: dl.Upsample(size=2, recompute_scale_factor=True), ValueError, r"Upsample: recompute_scale_factor wants a scale_factor"),
    (lambda: dl.Upsample(scale_factor=(2, 2))(X[0]), ValueError, r"Upsample\(scale_factor=\(2, 2\)\) got input \(3, 28, 28\): wanted one factor"),
    (lambda: dl.Upsample(scale_factor=0.01)(X), ValueError, r"at least one pixel left"),
    (lambda: dl.Upsample(scale_factor=2, mode="bilinear")(X[0]), ValueError, r"Upsample\(mode='bilinear'\) got input \(3, 28, 28\): wanted \(n, channels, height, width\)"),
    (lambda: dl.Upsample(scale_factor=2)(X[0, 0]), ValueError, r"Upsample\(mode='nearest'\) got input \(28, 28\)"),
    *[(lambda layer=layer: layer.backward(X), RuntimeError, rf"{type(layer).__name__}.backward was called before the layer was")
      for layer in (dl.MaxPool2d(2), dl.AvgPool2d(2), dl.AdaptiveAvgPool2d(2), dl.GlobalAvgPool2d(), dl.GlobalMaxPool2d(), dl.Upsample(2))],
]


@pytest.mark.parametrize("call, error, message", BAD_INPUT, ids=[m for *_, m in BAD_INPUT])
def test_bad_input_is_named(call, error, message):
    with pytest.raises(error, match=message):
        call()


@pytest.mark.parametrize("case", LAYERS, ids=str)
def test_a_gradient_of_another_shape_is_refused(case):
    layer, (x,) = numpy_layer(case), case.inputs(np.random.default_rng(0))
    layer(x)
    with pytest.raises(ValueError, match=rf"{case.name}.backward got a gradient of shape \(1,\)"):
        layer.backward(np.ones(1))
