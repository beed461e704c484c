"""The checks must tell a right gradient from a wrong one: every planted fault is seen."""

import numpy as np
import pytest

import dlkit.numpy as dl
from dlkit import check

STEPS = 10.0 ** -np.arange(1, 5)


def test_taylor_slope_is_two_for_the_derivative_and_one_for_anything_else():
    assert 1.9 < check.taylor_slope(np.exp, 1.0, STEPS) < 2.1
    for wrong in (-1.0, 0.0, 1.01):
        assert check.taylor_slope(np.exp, wrong, STEPS) < 1.5


def test_taylor_slope_of_a_linear_function_is_infinite_when_right():
    assert check.taylor_slope(lambda t: 3 * t + 1, 3.0, STEPS) == np.inf
    assert 0.9 < check.taylor_slope(lambda t: 3 * t + 1, 3.1, STEPS) < 1.1


@pytest.mark.parametrize("h", [[0.1], [0.1, 0.0], [[0.1, 0.2]]])
def test_taylor_slope_refuses_steps_it_cannot_use(h):
    with pytest.raises(ValueError, match="at least two step sizes"):
        check.taylor_slope(np.exp, 1.0, h)


def test_taylor_slope_refuses_values_that_are_not_finite():
    with np.errstate(all="ignore"), pytest.raises(ValueError, match="not finite"):
        check.taylor_slope(lambda t: np.log(np.float64(-t)), 1.0, STEPS)


class Faulty(dl.Linear):
    def __init__(self, fault):
        super().__init__(4, 3, dtype=np.float64, rng=0)
        self.fault = fault

    def backward(self, grad_z):
        grad_x = super().backward(grad_z)
        grads = dict(self.grads)
        if self.fault == "sign":
            grads["weight"] = -grads["weight"]
        if self.fault == "mean":
            grads["bias"] = grad_z.mean(axis=0)
        if self.fault == "cancels":
            grads["bias"] = grads["bias"] + np.array([1e-3, -1e-3, 0])
        if self.fault == "input":
            grad_x = grad_x + 1e-4
        if self.fault == "shape":
            grads["bias"] = grads["bias"][:, None]
        if self.fault == "missing":
            del grads["bias"]
        self.grads = grads
        return grad_x


@pytest.mark.parametrize("fault, where", [("sign", "weight"), ("mean", "bias"), ("cancels", "bias"), ("input", "input")])
def test_vector_jacobian_finds_the_fault_and_says_where(fault, where):
    errors = check.vector_jacobian(Faulty(fault), np.random.default_rng(0).normal(size=(5, 4)), rng=1)
    assert errors[where] > 1e-5
    assert all(error < 1e-7 for name, error in errors.items() if name != where)


def test_vector_jacobian_leaves_input_and_weights_as_they_were():
    layer, x = Faulty(None), np.random.default_rng(0).normal(size=(5, 4))
    before = x.copy(), layer.weight.copy()
    x.setflags(write=False)
    check.vector_jacobian(layer, x, rng=1)
    assert (x == before[0]).all() and (layer.weight == before[1]).all()


def test_the_upstream_is_random_where_ones_would_see_nothing():
    class Centred(dl.Module):
        def forward(self, x):
            return x - x.mean(axis=0)

        def backward(self, grad_y):
            return 0 * grad_y

    assert check.vector_jacobian(Centred(), np.random.default_rng(0).normal(size=(5, 4)), rng=1)["input"] > 0.1


@pytest.mark.parametrize("fault, message", [
    ("shape", r"the gradient of bias has shape \(3, 1\), wanted \(3,\), that of bias itself"),
    ("missing", r"backward gave gradients of \['input', 'weight'\], wanted \['bias', 'input', 'weight'\]"),
])
def test_a_gradient_of_another_shape_or_none_at_all_is_named(fault, message):
    with pytest.raises(ValueError, match=message):
        check.vector_jacobian(Faulty(fault), np.ones((5, 4)), rng=1)


@pytest.mark.parametrize("slope, excess, error", [(0.01, 1e-3, 1e-3), (100.0, 1.0, 1e-2)])
def test_errors_are_relative_to_the_largest_entry_if_it_is_above_one(slope, excess, error):
    class Line:
        def __call__(self, *y_hats):
            self.shape = y_hats[0].shape
            return slope * float(sum(y_hat.sum() for y_hat in y_hats))

        def backward(self):
            right = np.full(self.shape, slope)
            return right, right + excess

    assert check.loss_gradient(Line(), np.ones(6), np.ones(6), differentiable=(0, 1)) == pytest.approx(error, rel=1e-4)


def test_float32_is_refused():
    with pytest.raises(TypeError, match="needs float64"):
        check.vector_jacobian(dl.ReLU(), np.ones((2, 2), np.float32), rng=0)


def test_loss_gradient_finds_a_missing_mean():
    class Summed(dl.MSELoss):
        def backward(self, grad_values=None):
            return 2 * self.diff

    rng = np.random.default_rng(0)
    y_hat, y = rng.normal(size=(2, 6))
    assert check.loss_gradient(dl.MSELoss(), y_hat, y) < 1e-8 < 0.1 < check.loss_gradient(Summed(), y_hat, y)
