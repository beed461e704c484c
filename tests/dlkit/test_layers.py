import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from numpy.testing import assert_allclose

import dlkit.numpy as dl
from dlkit import check
from tests.parity.cases import LAYERS
from tests.parity.kinds import numpy_layer

matrices = arrays(np.float64, array_shapes(min_dims=2, max_dims=2, max_side=6), elements=st.floats(-50, 50))


@pytest.mark.parametrize("case", LAYERS, ids=str)
def test_backward_is_the_vector_jacobian_product(case):
    layer = numpy_layer(case)
    if case.random:
        layer.eval()
    inputs = [x + 0.1 * np.sign(x) if x.dtype.kind == "f" else x for x in case.inputs(np.random.default_rng(3))]  # away from kinks at 0
    errors = check.vector_jacobian(layer, *inputs, rng=4, **case.options)
    assert max(errors.values()) < 1e-7, errors


@given(matrices, st.floats(-1e3, 1e3))
def test_softmax_does_not_see_a_shift_and_sums_to_one(z, shift):
    p = dl.softmax(z, dim=1)
    assert_allclose(dl.softmax(z + shift, dim=1), p, atol=1e-11)
    assert_allclose(p.sum(axis=1), 1)
    assert (p >= 0).all()


@given(matrices)
def test_logsumexp_lies_between_the_maximum_and_the_maximum_plus_log_k(z):
    value = dl.logsumexp(z, dim=1)
    assert (value >= z.max(axis=1) - 1e-12).all()
    assert (value <= z.max(axis=1) + np.log(z.shape[1]) + 1e-12).all()
    assert_allclose(dl.log_softmax(z, dim=1), z - value[:, None], atol=1e-10)


@given(matrices)
def test_sigmoid_of_minus_z_is_the_complement(z):
    assert_allclose(dl.sigmoid(-z), 1 - dl.sigmoid(z), atol=1e-15)


@given(matrices, st.floats(-3, 3))
@settings(max_examples=25)
def test_linear_without_bias_is_linear(x, c):
    layer = dl.Linear(x.shape[1], 3, bias=False, dtype=np.float64, rng=0)
    assert_allclose(layer(c * x), c * layer(x), atol=1e-9)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_extremes_stay_finite_and_raise_no_warning(dtype):
    z = np.array([[1e4, -1e4, 0.0], [-1e4, -1e4, -1e4], [88.8, 89.0, 104.0]], dtype)
    for f in (dl.sigmoid, lambda z: dl.softmax(z, dim=1), lambda z: dl.log_softmax(z, dim=1), lambda z: dl.logsumexp(z, dim=1)):
        assert np.isfinite(f(z)).all() and f(z).dtype == dtype
    assert dl.log_softmax(z, dim=1)[0, 1] == -2e4
    assert dl.sigmoid(dtype(-80) * np.ones(1, dtype))[0] > 0, "the small tail is not rounded to zero"


@pytest.mark.filterwarnings("error")
def test_logsumexp_of_minus_infinity():
    z = np.array([[-np.inf, -np.inf], [-np.inf, 2.0], [np.inf, 1.0]])
    np.testing.assert_array_equal(dl.logsumexp(z, dim=1), [-np.inf, 2.0, np.inf])


def test_an_empty_batch_passes_through():
    model = dl.Sequential(dl.Flatten(), dl.Linear(6, 3, rng=0), dl.ReLU(), dl.Linear(3, 2, rng=1))
    y = model(np.empty((0, 2, 3), np.float32))
    assert y.shape == (0, 2) and model.backward(y).shape == (0, 2, 3)
    assert all((grad == 0).all() for grad in model.grads.values())


BAD_INPUT = [
    (lambda: dl.Linear(64, 10)(np.ones((32, 63), np.float32)), ValueError, r"Linear\(64, 10\) got input \(32, 63\): the last axis must be 64; was the image flattened"),
    (lambda: dl.Linear(4, 2)(np.ones((3, 4))), TypeError, r"Linear\(4, 2\) got float64 but its parameters are float32.*astype\(np.float32\)"),
    (lambda: dl.Linear(4, 2)(np.ones((3, 4), int)), TypeError, r"Linear\(4, 2\) got an array of int64"),
    (lambda: dl.Linear(4, 2)([[1.0, 2, 3, 4]]), TypeError, r"Linear\(4, 2\) got a list"),
    (lambda: dl.Linear(4, -2), ValueError, r"Linear: out_features must be an integer of at least 1, got -2"),
    (lambda: dl.Linear(4.0, 2), ValueError, r"Linear: in_features must be .* got 4.0"),
    (lambda: dl.Linear(4, 2).backward(np.ones((3, 2))), RuntimeError, r"Linear.backward was called before the layer was"),
    (lambda: dl.ReLU().backward(np.ones((3, 2))), RuntimeError, r"ReLU.backward was called before the layer was"),
    (lambda: dl.Sigmoid()(np.ones(3, int)), TypeError, r"Sigmoid got an array of int64"),
    (lambda: dl.Softmax(dim=2)(np.ones((3, 2))), ValueError, r"Softmax\(dim=2\) got input \(3, 2\), which has no axis 2"),
    (lambda: dl.Flatten()(np.ones(3)), ValueError, r"Flatten\(1, -1\) got input \(3,\).*batch axis missing"),
]


@pytest.mark.parametrize("call, error, message", BAD_INPUT, ids=[m for *_, m in BAD_INPUT])
def test_bad_input_is_named(call, error, message):
    with pytest.raises(error, match=message):
        call()


def test_a_gradient_of_another_shape_is_refused():
    layer = dl.Linear(4, 2, rng=0)
    layer(np.ones((3, 4), np.float32))
    with pytest.raises(ValueError, match=r"Linear.backward got a gradient of shape \(3, 4\).*\(3, 2\)"):
        layer.backward(np.ones((3, 4), np.float32))


def test_softmax_without_dim_takes_pytorchs_implicit_axis():
    for shape, axis in [((4,), 0), ((4, 5), 1), ((2, 3, 4), 0), ((2, 3, 4, 5), 1)]:
        z = np.random.default_rng(0).normal(size=shape)
        assert_allclose(dl.Softmax()(z), dl.softmax(z, axis))
