import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

import dlkit.numpy as dl
from tests.parity.cases.convolution import CONVOLUTIONS, TRANSPOSED
from tests.parity.kinds import numpy_layer

patient = settings(deadline=None)  # a slow moment of the machine is no failure
CONV, CONV_TRANSPOSE = {1: dl.Conv1d, 2: dl.Conv2d}, {1: dl.ConvTranspose1d, 2: dl.ConvTranspose2d}


@st.composite
def geometries(draw):
    """dims, what Conv is built with, and the size of an image that is large enough."""
    dims = draw(st.sampled_from([1, 2]))

    def sizes(low, high):
        return draw(st.tuples(*[st.integers(low, high)] * dims))

    kernel, dilation, padding, more = sizes(1, 4), sizes(1, 3), sizes(0, 3), sizes(0, 5)
    groups = draw(st.integers(1, 3))
    size = tuple(max(1, d * (k - 1) + 1 - 2 * p + m) for k, d, p, m in zip(kernel, dilation, padding, more))
    channels = tuple(groups * draw(st.integers(1, 2)) for _ in range(2))
    return dims, channels, kernel, {"stride": sizes(1, 3), "padding": padding, "dilation": dilation, "groups": groups}, size


@patient
@given(geometries(), st.integers(0, 3), st.integers(0, 1000))
def test_the_transposed_convolution_is_the_adjoint(geometry, n, seed):
    dims, (c_in, c_out), kernel, options, size = geometry
    rng = np.random.default_rng(seed)
    conv = CONV[dims](c_in, c_out, kernel, **options, bias=False, dtype=np.float64, rng=rng)
    conv_t = CONV_TRANSPOSE[dims](c_out, c_in, kernel, **options, bias=False, dtype=np.float64)
    conv_t.load_state_dict(conv.state_dict())
    x = rng.normal(size=(n, c_in, *size))
    conv_x = conv(x)
    y = rng.normal(size=conv_x.shape)
    conv_t_y = conv_t(y, output_size=size)
    assert_allclose((conv_x * y).sum(), (x * conv_t_y).sum(), rtol=1e-10, atol=1e-10)
    assert_allclose(conv.backward(y), conv_t_y, atol=1e-12, err_msg="its forward is the other's backward")
    assert_allclose(conv_t.backward(x), conv_x, atol=1e-12, err_msg="and the other way round")


@pytest.mark.parametrize("case", [*CONVOLUTIONS, *TRANSPOSED], ids=str)
def test_backward_is_the_adjoint_of_the_linear_part_in_input_and_weight(case):
    rng = np.random.default_rng(0)
    layer, (x,) = numpy_layer(case), case.inputs(rng)
    if layer.bias is not None:
        layer.bias[...] = 0
    y = layer(x, **case.options)
    grad_y = rng.normal(size=y.shape)
    inner = (y * grad_y).sum()
    assert_allclose((x * layer.backward(grad_y)).sum(), inner, rtol=1e-11)
    assert_allclose((layer.weight * layer.grads["weight"]).sum(), inner, rtol=1e-11)


def by_definition(x, weight, bias, stride, padding, dilation, groups):
    """y[n, o, p, q] = b[o] + Σ W[o, c, i, j] x[n, c, s p + d i − padding, …], number by number."""
    n, _, height, width = x.shape
    out_channels, group_in, k0, k1 = weight.shape
    rows = (height + 2 * padding[0] - dilation[0] * (k0 - 1) - 1) // stride[0] + 1
    columns = (width + 2 * padding[1] - dilation[1] * (k1 - 1) - 1) // stride[1] + 1
    y = np.zeros((n, out_channels, rows, columns))
    for m, o, p, q in np.ndindex(y.shape):
        y[m, o, p, q] = bias[o]
        first = o // (out_channels // groups) * group_in
        for c, i, j in np.ndindex(group_in, k0, k1):
            h, w = stride[0] * p + dilation[0] * i - padding[0], stride[1] * q + dilation[1] * j - padding[1]
            if 0 <= h < height and 0 <= w < width:
                y[m, o, p, q] += weight[o, c, i, j] * x[m, first + c, h, w]
    return y


@pytest.mark.parametrize("groups", [1, 2])
def test_conv2d_is_its_definition(groups):
    options = {"stride": (2, 1), "padding": (1, 2), "dilation": (1, 2), "groups": groups}
    conv = dl.Conv2d(4, 6, (3, 2), **options, dtype=np.float64, rng=0)
    x = np.random.default_rng(1).normal(size=(2, 4, 6, 5))
    assert_allclose(conv(x), by_definition(x, conv.weight, conv.bias, **options), atol=1e-13)


def test_a_convolution_is_a_matrix_whose_entries_are_the_kernel():
    """y = M x, M[p, i] = W[i + padding − s p] where that is a tap; backward is Mᵀ."""
    conv = dl.Conv1d(1, 1, 3, stride=2, padding=1, bias=False, dtype=np.float64, rng=0)
    matrix, kernel = np.zeros((4, 7)), conv.weight[0, 0]
    for p, i in np.ndindex(matrix.shape):
        if 0 <= i + 1 - 2 * p < 3:
            matrix[p, i] = kernel[i + 1 - 2 * p]
    rng = np.random.default_rng(1)
    x, grad_y = rng.normal(size=7), rng.normal(size=4)
    assert_allclose(conv(x[None, None])[0, 0], matrix @ x, atol=1e-15)
    assert_allclose(conv.backward(grad_y[None, None])[0, 0], matrix.T @ grad_y, atol=1e-15)


@pytest.mark.parametrize("case", [c for c in CONVOLUTIONS + TRANSPOSED if c.x[0] == 1], ids=str)
def test_every_layer_is_an_affine_map_and_backward_is_its_transposed_matrix(case):
    layer, (x,) = numpy_layer(case), case.inputs(np.random.default_rng(0))
    offset = layer(np.zeros_like(x))
    basis = np.eye(x.size).reshape(x.size, *x.shape[1:])
    matrix = (layer(basis) - offset).reshape(x.size, -1).T
    assert_allclose(layer(x).ravel(), matrix @ x.ravel() + offset.ravel(), atol=1e-13)
    grad_y = np.random.default_rng(1).normal(size=offset.shape)
    assert_allclose(layer.backward(grad_y).ravel(), matrix.T @ grad_y.ravel(), atol=1e-13)


def whole(layer, rng):
    """The layer with small whole numbers as parameters: float64 sums of them are exact, in any order."""
    for parameter in layer.parameters():
        parameter.data[...] = rng.integers(-9, 10, parameter.data.shape)
    return layer


@patient
@given(st.integers(-5, 5), st.integers(-5, 5), st.sampled_from([1, 2, 3, 4]), st.integers(1, 2))
def test_circular_convolution_commutes_with_every_shift_exactly(down, right, kernel, dilation):
    rng = np.random.default_rng(0)
    conv = whole(dl.Conv2d(2, 3, kernel, padding="same", dilation=dilation, padding_mode="circular", dtype=np.float64), rng)
    x = rng.integers(-9, 10, (2, 2, 6, 7)).astype(float)

    def shift(images):
        return np.roll(images, (down, right), axis=(2, 3))

    assert_array_equal(conv(shift(x)), shift(conv(x)))


@pytest.mark.parametrize("mode", ["zeros", "reflect", "replicate"])
def test_no_other_padding_commutes_with_shifts_except_away_from_the_border(mode):
    rng = np.random.default_rng(0)
    conv = whole(dl.Conv2d(2, 3, 3, padding=1, padding_mode=mode, dtype=np.float64), rng)
    x = rng.integers(-9, 10, (1, 2, 6, 7)).astype(float)
    of_shifted, shifted = conv(np.roll(x, 1, axis=3)), np.roll(conv(x), 1, axis=3)
    assert (of_shifted != shifted).any()
    assert_array_equal(of_shifted[..., 2:-1], shifted[..., 2:-1])


def test_with_stride_only_shifts_by_the_stride_commute():
    rng = np.random.default_rng(0)
    conv = whole(dl.Conv1d(1, 1, 4, stride=2, padding=1, padding_mode="circular", dtype=np.float64), rng)
    x = rng.integers(-9, 10, (1, 1, 8)).astype(float)
    assert_array_equal(conv(np.roll(x, 2)), np.roll(conv(x), 1))
    assert all((conv(np.roll(x, 1)) != np.roll(conv(x), shift)).any() for shift in range(4))


@patient
@given(st.integers(1, 9), st.integers(0, 1000))
def test_the_convolution_theorem(kernel_size, seed):
    """A circular convolution with the flipped kernel is a product of Fourier transforms."""
    rng = np.random.default_rng(seed)
    x, kernel = rng.normal(size=9), rng.normal(size=kernel_size)
    conv = dl.Conv1d(1, 1, kernel_size, padding=kernel_size - 1, padding_mode="circular", bias=False, dtype=np.float64)
    conv.weight[0, 0] = kernel[::-1]
    by_fourier = np.fft.ifft(np.fft.fft(x) * np.fft.fft(kernel, 9)).real
    assert_allclose(conv(x[None, None])[0, 0, :9], by_fourier, atol=1e-12)


def test_one_two_three_times_four_five_six():
    conv = dl.Conv1d(1, 1, 3, padding=2, bias=False)
    conv.weight[0, 0] = [6, 5, 4]
    assert_array_equal(conv(np.array([[[1, 2, 3]]], np.float32)), [[[4, 13, 28, 27, 18]]])


def test_a_conv_layer_does_not_flip_its_kernel():
    conv = dl.Conv1d(1, 1, 3, bias=False)
    conv.weight[0, 0] = [4, 5, 6]
    assert conv(np.array([[[1, 2, 3]]], np.float32)).item() == 1 * 4 + 2 * 5 + 3 * 6


@patient
@given(st.integers(1, 6), st.integers(1, 3), st.integers(1, 9))
def test_same_keeps_the_size_and_pads_an_even_kernel_more_after_than_before(kernel, dilation, size):
    conv = dl.Conv1d(1, 2, kernel, padding="same", dilation=dilation, rng=0)
    x = np.random.default_rng(0).normal(size=(2, 1, size)).astype(np.float32)
    assert conv(x).shape == (2, 2, size)
    total = dilation * (kernel - 1)
    by_hand = dl.Conv1d(1, 2, kernel, dilation=dilation, rng=0)
    padded = np.pad(x, ((0, 0), (0, 0), (total // 2, total - total // 2)))
    assert_allclose(conv(x), by_hand(padded), atol=1e-6)


@pytest.mark.parametrize("mode, row", [
    ("zeros", [0, 0, 1, 2, 3, 0, 0]), ("reflect", [3, 2, 1, 2, 3, 2, 1]),
    ("circular", [2, 3, 1, 2, 3, 1, 2]), ("replicate", [1, 1, 1, 2, 3, 3, 3]),
])
def test_what_a_padding_mode_pads_with(mode, row):
    conv = dl.Conv1d(1, 1, 1, padding=2, padding_mode=mode, bias=False)
    conv.weight[...] = 1
    assert_array_equal(conv(np.array([[[1, 2, 3]]], np.float32))[0, 0], row)


def test_groups_are_convolutions_side_by_side():
    rng = np.random.default_rng(0)
    conv, x = dl.Conv2d(6, 4, 3, groups=2, dtype=np.float64, rng=0), rng.normal(size=(2, 6, 5, 4))
    for half in range(2):
        alone = dl.Conv2d(3, 2, 3, dtype=np.float64)
        alone.load_state_dict({name: array[2 * half : 2 * half + 2] for name, array in conv.state_dict().items()})
        assert_allclose(conv(x)[:, 2 * half : 2 * half + 2], alone(x[:, 3 * half : 3 * half + 3]), atol=1e-13)


def test_dilation_is_a_kernel_with_holes():
    rng = np.random.default_rng(0)
    x, dilated = rng.normal(size=(2, 1, 9, 8)), dl.Conv2d(1, 1, 3, dilation=(3, 2), dtype=np.float64, rng=0)
    holes = dl.Conv2d(1, 1, (7, 5), dtype=np.float64)
    kernel = np.zeros((1, 1, 7, 5))
    kernel[:, :, ::3, ::2] = dilated.weight
    holes.load_state_dict({"weight": kernel, "bias": dilated.bias})
    assert_allclose(dilated(x), holes(x), atol=1e-13)


def test_a_signal_is_an_image_of_height_one():
    rng = np.random.default_rng(0)
    x, grad_y = rng.normal(size=(2, 3, 9)), rng.normal(size=(2, 4, 4))
    signal = dl.Conv1d(3, 4, 3, stride=2, dtype=np.float64, rng=0)
    image = dl.Conv2d(3, 4, (1, 3), stride=(1, 2), dtype=np.float64, rng=0)
    assert_allclose(signal(x), image(x[:, :, None])[:, :, 0], atol=1e-14)
    assert_allclose(signal.backward(grad_y), image.backward(grad_y[:, :, None])[:, :, 0], atol=1e-14)


def test_a_kernel_of_one_pixel_is_a_linear_layer_at_every_pixel():
    rng = np.random.default_rng(0)
    x, conv, linear = rng.normal(size=(2, 3, 4, 5)), dl.Conv2d(3, 6, 1, dtype=np.float64, rng=0), dl.Linear(3, 6, dtype=np.float64)
    linear.load_state_dict({"weight": conv.weight[:, :, 0, 0], "bias": conv.bias})
    assert_allclose(conv(x), np.moveaxis(linear(np.moveaxis(x, 1, -1)), -1, 1), atol=1e-14)


def test_the_gradient_of_one_output_reaches_its_receptive_field_and_no_further():
    net = dl.Sequential(dl.Conv1d(1, 2, 3, rng=0), dl.Conv1d(2, 2, 3, stride=2, rng=1), dl.Conv1d(2, 1, 3, dilation=2, rng=2))
    y = net(np.zeros((1, 1, 31), np.float32))
    grad_y = np.zeros_like(y)
    grad_y[0, 0, 3] = 1
    reached = np.flatnonzero(net.backward(grad_y)[0, 0])
    assert (reached[0], reached[-1]) == (6, 6 + 12)  # 1 + 2·1 + 2·1 + 4·2 = 13 pixels, from 2 · 3


def test_backward_may_be_asked_twice_and_changes_no_input():
    for case in [*CONVOLUTIONS, *TRANSPOSED]:
        layer, (x,) = numpy_layer(case), case.inputs(np.random.default_rng(0))
        before = x.copy()
        grad_y = np.random.default_rng(1).normal(size=layer(x).shape)
        grad_before, first, weight = grad_y.copy(), layer.backward(grad_y), layer.grads["weight"]
        assert_array_equal(layer.backward(grad_y), first)
        assert_array_equal(layer.grads["weight"], weight)
        assert_array_equal(x, before), assert_array_equal(grad_y, grad_before)


@pytest.mark.parametrize("layer", [
    dl.Conv2d(4, 6, 3, groups=2, padding=1, padding_mode="circular"), dl.ConvTranspose2d(4, 6, 3, stride=2, groups=2), dl.Conv1d(4, 2, 3),
], ids=repr)
def test_an_empty_batch_passes_through(layer):
    x = np.empty((0, 4, *[5] * layer.dims), np.float32)
    y = layer(x)
    assert len(y) == 0 and y.shape[1] == layer.out_channels and layer.backward(y).shape == x.shape
    assert all((layer.grads[name] == 0).all() for name in ("weight", "bias"))
    assert layer.grads["weight"].shape == layer.weight.shape


def test_equal_seeds_give_equal_weights_and_without_bias_there_is_none():
    a, b, c = (dl.Conv2d(2, 3, 3, bias=bias, rng=seed) for bias, seed in [(True, 0), (False, 0), (True, 1)])
    assert_array_equal(a.weight, b.weight)
    assert (a.weight != c.weight).any()
    assert list(a.state_dict()) == ["weight", "bias"] and list(b.state_dict()) == ["weight"]


X, S = np.zeros((32, 3, 28, 28), np.float32), np.zeros((32, 3, 28), np.float32)
BAD_INPUT = [
    (lambda: dl.Conv2d(3, 8, 5)(X[:, 0]), ValueError, r"Conv2d\(3, 8, 5\) got input \(32, 28, 28\): wanted \(n, 3, height, width\); is the channel axis missing\?"),
    (lambda: dl.Conv2d(3, 8, 5)(X[0]), ValueError, r"got input \(3, 28, 28\).*is the batch axis missing\? then x\[None\]"),
    (lambda: dl.Conv2d(3, 8, 5)(X.reshape(32, -1)), ValueError, r"got input \(32, 2352\).*was the image flattened"),
    (lambda: dl.Conv2d(3, 8, 5)(X[None]), ValueError, r"got input \(1, 32, 3, 28, 28\).*too many axes"),
    (lambda: dl.Conv2d(1, 8, 5)(X), ValueError, r"Conv2d\(1, 8, 5\) got input \(32, 3, 28, 28\): .*1 channels on axis 1; does the layer before it give 1 channels"),
    (lambda: dl.Conv2d(3, 8, 5)(np.moveaxis(X, 1, -1)), ValueError, r"\(32, 28, 28, 3\).*are the channels last\? then np.moveaxis\(x, -1, 1\)"),
    (lambda: dl.Conv2d(3, 8, 5)(X.astype(float)), TypeError, r"Conv2d\(3, 8, 5\) got float64 but its parameters are float32"),
    (lambda: dl.Conv2d(3, 8, 5)(X.astype(int)), TypeError, r"Conv2d\(3, 8, 5\) got an array of int64"),
    (lambda: dl.Conv2d(3, 8, 5)([1.0]), TypeError, r"Conv2d\(3, 8, 5\) got a list"),
    (lambda: dl.Conv2d(3, 8, 5)(X[:, :, :0]), ValueError, r"\(32, 3, 0, 28\).*at least one pixel along every axis"),
    (lambda: dl.Conv2d(3, 8, 5, padding=1)(X[..., :2, :4]), ValueError, r"padded it is 4 × 6, smaller than the kernel's reach of 5 × 5"),
    (lambda: dl.Conv2d(3, 8, 3, dilation=14)(X), ValueError, r"padded it is 28 × 28, smaller than the kernel's reach of 29 × 29"),
    (lambda: dl.Conv2d(3, 8, 9, padding=4, padding_mode="reflect")(X[..., :4]), ValueError, r"reflect padding by 4 needs an axis longer than 4"),
    (lambda: dl.Conv2d(3, 8, 9, padding=4, padding_mode="circular")(X[..., :3]), ValueError, r"circular padding by 4 needs"),
    (lambda: dl.Conv1d(3, 8, 5)(X), ValueError, r"Conv1d\(3, 8, 5\) got input \(32, 3, 28, 28\): wanted \(n, 3, length\)"),
    (lambda: dl.Conv2d(3, 8, 5, groups=2), ValueError, r"Conv2d: groups must divide in_channels and out_channels, got groups=2, in_channels=3, out_channels=8"),
    (lambda: dl.Conv2d(4, 9, 5, groups=2), ValueError, r"Conv2d: groups must divide .* out_channels=9"),
    (lambda: dl.Conv2d(0, 8, 5), ValueError, r"Conv2d: in_channels must be an integer of at least 1, got 0"),
    (lambda: dl.Conv2d(3, -8, 5), ValueError, r"Conv2d: out_channels must be .* got -8"),
    (lambda: dl.Conv2d(3, 8, 0), ValueError, r"Conv2d: kernel_size must be an integer of at least 1, or a tuple of 2 of them, got 0"),
    (lambda: dl.Conv2d(3, 8, (3, 3, 3)), ValueError, r"Conv2d: kernel_size .* a tuple of 2 of them, got \(3, 3, 3\)"),
    (lambda: dl.Conv2d(3, 8, 2.5), ValueError, r"Conv2d: kernel_size .* got 2.5"),
    (lambda: dl.Conv2d(3, 8, 5, stride=0), ValueError, r"Conv2d: stride .* got 0"),
    (lambda: dl.Conv2d(3, 8, 5, stride=True), ValueError, r"Conv2d: stride .* got True"),
    (lambda: dl.Conv2d(3, 8, 5, padding=-1), ValueError, r"Conv2d: padding must be an integer of at least 0, .* got -1"),
    (lambda: dl.Conv2d(3, 8, 5, dilation=(1, 0)), ValueError, r"Conv2d: dilation .* got \(1, 0\)"),
    (lambda: dl.Conv2d(3, 8, 5, padding="full"), ValueError, r"Conv2d: padding must be .*'same' or 'valid', got 'full'"),
    (lambda: dl.Conv2d(3, 8, 5, padding="same", stride=2), ValueError, r"Conv2d: padding='same' wants stride 1, got stride=\(2, 2\)"),
    (lambda: dl.Conv2d(3, 8, 5, padding_mode="mirror"), ValueError, r"Conv2d: padding_mode must be one of zeros, reflect, circular, replicate, got 'mirror'"),
    (lambda: dl.Conv2d(3, 8, 5).backward(X), RuntimeError, r"Conv2d.backward was called before the layer was"),
    (lambda: dl.ConvTranspose2d(3, 8, 5).backward(X), RuntimeError, r"ConvTranspose2d.backward was called before the layer was"),
    (lambda: dl.ConvTranspose2d(8, 3, 5)(X), ValueError, r"ConvTranspose2d\(8, 3, 5\) got input .*8 channels on axis 1"),
    (lambda: dl.ConvTranspose1d(3, 8, 5)(S[:, 0]), ValueError, r"ConvTranspose1d\(3, 8, 5\) got input \(32, 28\): wanted \(n, 3, length\)"),
    (lambda: dl.ConvTranspose2d(3, 8, 5, stride=2, output_padding=2), ValueError, r"output_padding must be smaller than stride or dilation, got output_padding=\(2, 2\)"),
    (lambda: dl.ConvTranspose2d(3, 8, 5, output_padding=-1), ValueError, r"output_padding must be an integer of at least 0"),
    (lambda: dl.ConvTranspose2d(3, 8, 3, padding=2)(X[..., :2, :2]), ValueError, r"padding=\(2, 2\) takes away all of the output, which would be 0 × 0"),
    (lambda: dl.ConvTranspose2d(3, 8, 5, padding_mode="reflect"), ValueError, r"ConvTranspose2d: padding_mode must be 'zeros', got 'reflect'"),
    (lambda: dl.ConvTranspose1d(3, 8, 3, stride=2)(S, output_size=59), ValueError, r"output_size=\(59,\): it can give 57 and less than the stride, 2, more"),
    (lambda: dl.ConvTranspose2d(3, 8, 5, groups=3), ValueError, r"ConvTranspose2d: groups must divide"),
]


@pytest.mark.parametrize("call, error, message", BAD_INPUT, ids=[m for *_, m in BAD_INPUT])
def test_bad_input_is_named(call, error, message):
    with pytest.raises(error, match=message):
        call()


def test_a_gradient_of_another_shape_is_refused():
    conv = dl.Conv2d(3, 8, 5, rng=0)
    conv(X)
    with pytest.raises(ValueError, match=r"Conv2d.backward got a gradient of shape \(32, 8, 28, 28\).*\(32, 8, 24, 24\)"):
        conv.backward(np.zeros((32, 8, 28, 28), np.float32))
