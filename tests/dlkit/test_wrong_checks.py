"""dlkit.check answers wrong input by name."""

import inspect

import numpy as np
import pytest

import dlkit.numpy as dn
from dlkit import check
from tests.dlkit.wrong_input import (
    A_LIST,
    ABOVE_0,
    COMPLEX,
    EMPTY,
    INF,
    INTEGERS,
    NAN,
    OBJECTS,
    SEED,
    STRINGS,
    Call,
    Change,
    assert_refused,
    assert_works,
    walk,
)

X, Y = np.random.default_rng(0).normal(size=(2, 4, 3))
FLOAT32 = Change("float32", lambda array: array.astype(np.float32))
LAYER = dn.Linear(3, 2, dtype=np.float64, rng=0)


def loss_gradient(loss, y_hat, y, **options):
    check.loss_gradient(loss, y_hat, y, **options)


# Inputs that the layer or the loss refuses are refused in its name: test_bad_input.py, test_wrong_losses.py.
CALLS = [
    *[Call(name, function, {"value": 1.0}, {"value": (None, "high", [1.0], 1j)}) for name, function in (
        ("taylor_slope", lambda value: check.taylor_slope(lambda h: value, 0.0, [0.1, 0.01])),
        ("numerical_gradient", lambda value: check.numerical_gradient(lambda: value, np.ones(2))),
    )],
    Call("taylor_slope", check.taylor_slope, {"f": np.sin, "slope": 1.0, "h": np.array([0.1, 0.01])},
         {"f": (None, 3.0, "sin"), "slope": (None, "1", NAN, INF, 1j, [1.0]),
          "h": (None, 0.1, "text", [0.1], [0.1, 0.0], [0.1, NAN], [[0.1, 0.2]], ["a", "b"], [0.1, 1j], EMPTY)}),
    Call("numerical_gradient", check.numerical_gradient, {"f": lambda: 1.0, "x": X},
         {"f": (None, 3.0), "x": (A_LIST, STRINGS, OBJECTS, COMPLEX, INTEGERS, FLOAT32, None, 3.0, "text"),
          "h": ABOVE_0}),
    Call("vector_jacobian", lambda layer, x, **options: check.vector_jacobian(layer, x, **options), {"layer": LAYER, "x": X, "rng": 0},
         {"layer": (None, 3.0, "layer", dn.Linear, np.tanh),
          "rng": SEED, "h": ABOVE_0}),
    Call("loss_gradient", loss_gradient, {"loss": dn.MSELoss(), "y_hat": X, "y": Y},
         {"loss": (None, 3.0, "mse", dn.MSELoss, np.subtract), "h": ABOVE_0, "differentiable": (None, 0, "x", (2,), (-3,), (0, 1), ())}),
]


@pytest.mark.parametrize("call", CALLS, ids=str)
def test_the_good_call_works(call):
    assert_works(call)


@pytest.mark.parametrize("call, argument, value", walk(CALLS))
def test_wrong_input_is_refused_by_name(call, argument, value):
    assert_refused(call, argument, value)


def test_every_check_is_walked():
    public = {name for name, value in vars(check).items() if inspect.isfunction(value) and not name.startswith("_")}
    assert public == {call.name for call in CALLS}
