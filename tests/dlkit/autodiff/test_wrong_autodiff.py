"""The two tapes, their transforms and their pictures answer wrong input by name."""

import numpy as np
import pytest

from dlkit import autodiff
from dlkit.autodiff import Tensor, Value
from tests.dlkit.wrong_input import Call, assert_refused, assert_works, walk

VECTOR = np.array([1.0, 2.0])
NO_NUMBER = (None, "text", 1j, [1.0])
NO_ARRAY = (None, "text", 1j, ["a", "b"], [None, 1.0], np.array([1j, 2.0]), [[1.0], [1.0, 2.0]])
NO_FUNCTION = (None, 3.0, "f", VECTOR)


def total(x, *others):
    return (x * x).sum()


def of_value(method):
    return lambda x: getattr(Value(x), method)()


def of_tensor(method, *args):
    return lambda data: getattr(Tensor(data), method)(*args)


def between(kind, sign):
    operators = {"+": lambda x, other: x + other, "−": lambda x, other: x - other, "×": lambda x, other: x * other,
                 "÷": lambda x, other: x / other, "@": lambda x, other: x @ other, "power": lambda x, other: x**other}
    return lambda other: operators[sign](kind, other)


def transform(name, *after):
    """autodiff.grad(f)(x): a function of a function."""
    return lambda f, x: getattr(autodiff, name)(f)(x, *after)


TRANSFORMS = ("grad", "value_and_grad", "hessian", "jacobian")


def drawn(value, **options):
    autodiff.draw(value, **({"alt": "a graph"} | options))


FUNCTIONS = {"f": (*NO_FUNCTION, lambda x: 3.0)}
CALLS = [Call(*call, names_argument=False) for call in [
    ("Value", Value, {"data": 1.0}, {"data": NO_NUMBER}),
    *[("Value", between(Value(2.0), sign), {"other": 3.0}, {"other": NO_NUMBER}) for sign in ("+", "−", "×", "÷", "power")],
    ("÷", between(Value(2.0), "÷"), {"other": 3.0}, {"other": (0,)}),
    ("log", of_value("log"), {"x": 1.0}, {"x": (0, -1)}),
    ("exp", of_value("exp"), {"x": 1.0}, {"x": (1e4,)}),
    ("power", between(Value(-2.0), "power"), {"other": 2.0}, {"other": (0.5,)}),
    ("Tensor", Tensor, {"data": VECTOR}, {"data": NO_ARRAY}),
    *[(sign, between(Tensor(VECTOR), sign), {"other": VECTOR}, {"other": (None, "text", 1j, np.ones(3), np.ones(2, np.float32))})
      for sign in ("+", "−", "×", "÷", "@")],
    ("**", between(Tensor(VECTOR), "power"), {"other": 2.0}, {"other": (None, "text", 1j, [1.0])}),
    ("log", of_tensor("log"), {"data": VECTOR}, {"data": (np.array([0.0, 1.0]), np.array([-1.0, 1.0]))}),
    ("reshape", lambda shape: Tensor(VECTOR).reshape(shape), {"shape": (2, 1)}, {"shape": ((3,), (2.5,), "ab")}),
    ("transpose", lambda axes: Tensor(np.ones((2, 3))).transpose(axes), {"axes": (1, 0)}, {"axes": ((0, 2), (0,), (0, 0), "ab")}),
    *[(name, lambda axis, name=name: getattr(Tensor(VECTOR), name)(axis), {"axis": 0}, {"axis": (1, -2, 0.5, "0")})
      for name in ("sum", "logsumexp")],
    ("sum", lambda axis: Tensor(VECTOR).mean(axis), {"axis": 0}, {"axis": (1, -2, 0.5, "0")}),
    ("backward", lambda upstream: Tensor(VECTOR).backward(upstream), {"upstream": VECTOR},
     {"upstream": (np.ones(3), np.ones(()), "text", np.array(["a", "b"]), np.array([1j, 2.0]))}),
    *[("grad", transform(name), {"f": total, "x": VECTOR}, FUNCTIONS) for name in TRANSFORMS],
    *[("Tensor", transform(name), {"f": total, "x": VECTOR}, {"x": NO_ARRAY}) for name in TRANSFORMS],
    ("grad", autodiff.vjp, {"f": total, "x": VECTOR}, FUNCTIONS),
    ("grad", autodiff.jvp, {"f": total, "x": VECTOR, "v": VECTOR}, FUNCTIONS),
    ("backward", lambda v: autodiff.vjp(lambda x: x * x, VECTOR)[1](v), {"v": VECTOR}, {"v": (np.ones(3), np.ones(()), "text")}),
    ("backward", lambda v: autodiff.jvp(total, VECTOR, v), {"v": VECTOR}, {"v": (np.ones(3), np.ones(()), "text")}),
    ("draw", drawn, {"value": Value(1.0) + 2.0}, {"value": (None, 3.0, "graph", VECTOR), "alt": (None, 3, "", " ")}),
    ("topological_order", autodiff.topological_order, {"root": Value(1.0)}, {"root": (None, 3.0, "graph", VECTOR)}),
]]
LEFT_OUT = {
    "Drawing": "what draw returns",
    **dict.fromkeys(("value_and_grad", "vjp", "jvp", "jacobian", "hessian"), "walked as `grad and its like`"),
}  # Tensor[…] raises NumPy's IndexError, by which Python knows where an iteration ends


@pytest.mark.parametrize("call", CALLS, ids=str)
def test_the_good_call_works(call):
    assert_works(call)


@pytest.mark.parametrize("call, argument, value", walk(CALLS))
def test_wrong_input_is_refused_by_name(call, argument, value):
    assert_refused(call, argument, value)


def test_every_name_of_autodiff_is_walked():
    assert set(autodiff.__all__) - {call.name for call in CALLS} == set(LEFT_OUT)
