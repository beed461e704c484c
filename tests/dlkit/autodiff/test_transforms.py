import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

import dlkit.numpy as dl
from dlkit import autodiff
from dlkit.autodiff import Tensor, grad, hessian, jacobian, jvp, value_and_grad, vjp
from dlkit.check import numerical_gradient, taylor_slope


def wiggly(x):
    """ℝᵈ → ℝ with all second derivatives: a softplus of products."""
    return (np.sin(x[0]) * x[1:] + np.exp(0.3 * x[:-1])).logsumexp() + (x @ x) ** 1.5


def curve(x):
    """ℝᵈ → ℝ²ˣᵈ⁻¹."""
    return (np.tanh(x[1:] * x[0]).reshape(1, -1) * np.array([[1.0], [2.0]])) + x[:-1] ** 2


@given(st.integers(2, 6), st.integers(0, 999))
@settings(max_examples=20, deadline=None)
def test_gradients_and_hessians_fall_off_as_taylor_says(d, seed):
    rng = np.random.default_rng(seed)
    x, v, w = rng.normal(size=(3, d))
    steps = 10.0 ** -np.arange(4, 7)  # with larger ones the third order may cancel the second
    g, h = grad(wiggly), hessian(wiggly)(x)

    def value(t):
        return value_and_grad(wiggly)(x + t * v)[0]

    assert taylor_slope(value, g(x) @ v, steps) > 1.8
    assert taylor_slope(lambda t: w @ g(x + t * v), w @ h @ v, steps) > 1.8
    assert_allclose(h, h.T, atol=1e-10)


@given(st.integers(2, 5), st.integers(0, 999))
@settings(max_examples=20, deadline=None)
def test_jacobian_vector_and_vector_jacobian_are_rows_and_columns_of_the_jacobian(d, seed):
    rng = np.random.default_rng(seed)
    x, v = rng.normal(size=(2, d))
    j = jacobian(curve)(x)
    assert j.shape == (2, d - 1, d)
    y, pullback = vjp(curve, x)
    u = rng.normal(size=y.shape)
    assert_allclose(pullback(u), np.tensordot(u, j, 2), rtol=1e-10, atol=1e-12)
    assert_allclose(jvp(curve, x, v)[1], j @ v, rtol=1e-10, atol=1e-12)
    assert_allclose(jvp(curve, x, v)[0], y)
    h = 1e-6
    difference = (vjp(curve, x + h * v)[0] - vjp(curve, x - h * v)[0]) / (2 * h)
    assert_allclose(jvp(curve, x, v)[1], difference, rtol=1e-6, atol=1e-7)


def test_third_derivatives_and_hessian_vector_products():
    third = grad(lambda x: grad(lambda x: grad(lambda x: (x**4).sum())(x).sum())(x).sum())
    assert_allclose(third(np.array([2.0, -1.0])), [48, -24])
    x, v = np.random.default_rng(0).normal(size=(2, 4))
    hvp = grad(lambda x: (grad(wiggly)(x) * v).sum())(x)
    assert_allclose(hvp, hessian(wiggly)(x) @ v, rtol=1e-11)
    assert_allclose(jvp(grad(wiggly), x, v)[1], hvp, rtol=1e-11)


def test_a_derivative_sees_only_its_own_argument_where_one_is_taken_inside_another():
    inner = grad(lambda x: grad(lambda z: (z * x).sum())(x).sum())  # d/dx of x, not of 2x
    assert_allclose(inner(np.array([2.0, 5.0])), 1)


SECOND = {
    "÷": lambda x: (1 / x[0] / x[1]), "log": lambda x: x.log().sum(), "relu": lambda x: (x.relu() ** 3).sum(),
    "sigmoid": lambda x: x.sigmoid().sum(), "tanh": lambda x: x.tanh().sum(), "index": lambda x: (x[[0, 0, 1]] ** 3).sum(),
    "matmul": lambda x: ((x.reshape(2, 1) @ x.reshape(1, 2)) ** 2).sum(), "mean": lambda x: x.mean() ** 3,
    "transpose": lambda x: ((x.reshape(1, 2).T * x) ** 2).sum(), "power 1": lambda x: (x**1).sum(), "power 0": lambda x: (x**0).sum(),
    "sin": lambda x: x.sin().sum(), "cos": lambda x: x.cos().sum(), "exp": lambda x: x.exp().sum(), "logsumexp": lambda x: x.logsumexp(0),
}


@pytest.mark.parametrize("name", SECOND)
def test_the_gradient_of_every_operation_can_be_differentiated_again(name):
    torch = pytest.importorskip("torch")
    x = np.array([0.7, 1.3])
    wanted = torch.autograd.functional.hessian(SECOND[name], torch.from_numpy(x)).numpy()
    assert_allclose(hessian(SECOND[name])(x), wanted, rtol=1e-11, atol=1e-12)


def test_the_hessian_of_a_linear_function_is_zero_and_so_is_the_gradient_of_what_does_not_depend():
    a = np.array([1.0, 2.0])
    assert (hessian(lambda x: (a * x).sum())(a) == 0).all()
    other = Tensor(3.0)
    assert (grad(lambda x: other * other)(a) == 0).all()
    y, jv = jvp(lambda x: other * a, a, a)
    assert_allclose(y, 3 * a)
    assert (jv == 0).all() and jv.shape == y.shape
    assert_allclose(jvp(lambda x: x, a, 5 * a)[1], 5 * a)
    assert_allclose(jacobian(lambda x: x)(a), np.eye(2))


def test_what_is_given_back_is_the_callers_own():
    value, g = value_and_grad(wiggly)(np.array([1.0, 2.0]))
    assert isinstance(value, float) and g.flags.writeable
    y, pullback = vjp(curve, np.array([1.0, 2.0]))
    assert y.flags.writeable and pullback(np.ones_like(y)).flags.writeable


def test_other_arguments_are_passed_on():
    x, a = np.array([1.0, 2.0]), np.array([3.0, 4.0])
    assert_allclose(grad(lambda x, a, p: (a * x**p).sum())(x, a, 2), 2 * a * x)
    assert_allclose(jacobian(lambda x, a: a * x)(x, a), np.diag(a))
    assert_allclose(jvp(lambda x, a: a * x, x, x, a)[1], a * x)


def test_the_gradient_of_a_network_is_that_of_the_layers():
    rng = np.random.default_rng(0)
    model = dl.Sequential(dl.Linear(4, 5, dtype=np.float64, rng=0), dl.Tanh(), dl.Linear(5, 3, dtype=np.float64, rng=1))
    loss, x, y = dl.CrossEntropyLoss(), rng.normal(size=(7, 4)), rng.integers(0, 3, 7)
    loss(model(x), y)
    grad_x = model.backward(loss.backward())
    weights = {name: Tensor(value.data, name) for name, value in model.named_parameters()}
    x_tensor = Tensor(x)
    z = (x_tensor @ weights["0.weight"].T + weights["0.bias"]).tanh() @ weights["2.weight"].T + weights["2.bias"]
    value = (z.logsumexp(axis=1) - z[np.arange(7), y]).mean()
    value.backward()
    assert_allclose(x_tensor.grad, grad_x, rtol=1e-11, atol=1e-14)
    for name, tensor in weights.items():
        assert_allclose(tensor.grad, model.grads[name], rtol=1e-11, atol=1e-14)


def test_differences_agree():
    x = np.random.default_rng(1).normal(size=(2, 3))

    def f(x):
        return ((x @ x.T).tanh() * np.array([[1.0, 2.0], [-1.0, 0.5]])).sum() + x.logsumexp(axis=0).mean()

    assert_allclose(grad(f)(x), numerical_gradient(lambda: f(Tensor(x)).data, x), atol=1e-8)


BAD = [
    (lambda: grad(lambda x: x * 2)(np.ones(3)), ValueError, r"grad: f has a value of shape \(3,\), wanted a single number"),
    (lambda: grad(lambda x: 3.0)(np.ones(3)), TypeError, r"f must return a Tensor made of its argument, got float; was .data taken"),
    (lambda: grad(lambda x: np.sum(x.data))(np.ones(3)), TypeError, r"f must return a Tensor"),
    (lambda: vjp(lambda x: x, np.ones(3))[1](np.ones(2)), ValueError, r"upstream gradient of shape \(2,\)"),
    (lambda: jvp(lambda x: x * x, np.ones(3), np.ones(2)), ValueError, r"of shape \(2,\)"),
    (lambda: hessian(hessian(lambda x: (x**3).sum()))(np.ones(2)), TypeError, r"jacobian: x must be an array"),
]


@pytest.mark.parametrize("call, error, message", BAD, ids=[m for *_, m in BAD])
def test_bad_input_is_named(call, error, message):
    with pytest.raises(error, match=message):
        call()


def test_the_public_names_are_there_and_others_are_not():
    for name in autodiff.__all__:
        assert getattr(autodiff, name) is not None and name in dir(autodiff)
    with pytest.raises(AttributeError, match="has no attribute 'gradient'"):
        autodiff.gradient  # noqa: B018
