"""Every minimiser answers wrong input by name."""

import inspect

import numpy as np
import pytest

from dlkit import minimize
from tests.dlkit.wrong_input import (
    ABOVE_0,
    AT_LEAST_0,
    CHOICE,
    COUNT,
    INF,
    NAN,
    SEED,
    Call,
    assert_refused,
    assert_works,
    walk,
)

F = minimize.quadratic([1.0, 3.0], rng=0)
POINTS = (None, "text", 1j, [], 3.0, [[1.0, 2.0]], [1.0, NAN], [INF, 1.0], ["a", "b"], [1j, 2.0], [None, 1.0])
FUNCTIONS = (None, 3.0, "f", np.ones(2))
DECAY = (-0.1, 1.0, NAN, "0.9", None)
BOUNDS = (None, 3.0, "text", [], [1.0, 2.0], [(1.0, 2.0, 3.0)], [(2.0, 1.0)], [(1.0, 1.0)], [(NAN, 1.0)], [(0.0, INF)], [("a", "b")])


def returns(value):
    return lambda x: value


WALKED = {"x0": POINTS, "f": FUNCTIONS, "grad": FUNCTIONS[1:], "steps": COUNT, "tolerance": AT_LEAST_0, "callback": FUNCTIONS[1:]}


def method(name, good=None, **bad):
    return Call(name, getattr(minimize, name), {"f": F, "x0": F.start, "grad": F.gradient, "steps": 3} | (good or {}), WALKED | bad)


SLOW, RATE = {"lr": 0.1}, {"lr": AT_LEAST_0}
SEARCH = {"line_search": (*CHOICE, None)}
CALLS = [
    method("gradient_descent", SLOW, **RATE),
    *[method(name, SLOW, **RATE, momentum=AT_LEAST_0) for name in ("momentum", "nesterov")],
    method("adagrad", **RATE, eps=AT_LEAST_0),
    method("rmsprop", **RATE, alpha=DECAY, eps=AT_LEAST_0),
    method("adam", **RATE, betas=(0.9, (0.9,), (0.9, 1.0), (0.9, NAN), ("0.9", "0.9"), None, "ab"), eps=AT_LEAST_0),
    method("newton", {"hess": F.hessian}, hess=FUNCTIONS[1:], lr=ABOVE_0, damping=(*AT_LEAST_0, "much"), line_search=CHOICE),
    *[method(name, **SEARCH) for name in ("steepest_descent", "bfgs")],
    method("lbfgs", **SEARCH, history_size=COUNT),
    Call("evolution", minimize.evolution, {"f": F, "x0": F.start, "steps": 3, "rng": 0},
         {name: WALKED[name] for name in ("f", "x0", "steps", "tolerance", "callback")}
         | {"std": ABOVE_0, "parents": (*COUNT, 35), "offspring": (*COUNT, 5), "rng": SEED}),
    Call("grid_search", minimize.grid_search, {"f": F, "bounds": F.box},
         {"f": FUNCTIONS, "bounds": BOUNDS, "callback": FUNCTIONS[1:], "points": (1, [3], [3, 3, 3], 1001, [3, "3"], *COUNT)}),
    Call("random_search", minimize.random_search, {"f": F, "bounds": F.box, "rng": 0},
         {"f": FUNCTIONS, "bounds": BOUNDS, "callback": FUNCTIONS[1:], "steps": COUNT, "rng": SEED}),
    *[Call("gradient_descent", lambda value, of=of: minimize.gradient_descent(**{"f": F, "x0": F.start, "grad": F.gradient, "lr": 0.1}
           | {of: returns(value)}), {"value": good}, {"value": bad})
      for of, good, bad in (("f", 1.0, (None, "high", 1j, np.ones(2))), ("grad", np.ones(2), (None, 3.0, "steep", np.ones(3), np.ones((2, 1)))))],
    Call("newton", lambda value: minimize.newton(F, F.start, F.gradient, returns(value)), {"value": np.eye(2)},
         {"value": (None, 3.0, np.ones(2), np.eye(3), "bent")}),
    Call("rosenbrock", minimize.rosenbrock, {}, {"d": (1, *COUNT)}),
    Call("quadratic", minimize.quadratic, {"spectrum": [1.0, 2.0]}, {"spectrum": POINTS, "rng": SEED}),
    *[Call(name, lambda x, use=use, name=name: getattr(getattr(minimize, name)(), use)(x), {"x": np.ones(2)},
           {"x": (None, 3.0, "text", np.ones(3), np.array(["a", "b"]), np.array([1j, 2.0]), np.ones((3, 2)))})
      for name in ("beale", "himmelblau", "saddle", "rosenbrock") for use in ("__call__", "gradient", "hessian")],
]
LEFT_OUT = {"Function": "made by the five functions", "Point": "what a trajectory gives", "Trajectory": "what a method gives"}


@pytest.mark.parametrize("call", CALLS, ids=str)
def test_the_good_call_works(call):
    assert_works(call)


@pytest.mark.parametrize("call, argument, value", walk(CALLS))
def test_wrong_input_is_refused_by_name(call, argument, value):
    assert_refused(call, argument, value)


def test_every_name_of_minimize_is_walked():
    assert set(minimize.__all__) - {call.name for call in CALLS} == set(LEFT_OUT)


def test_every_argument_of_every_method_is_walked():
    walked = {}
    for call in CALLS:
        walked.setdefault(call.name, set()).update(call.bad)
    for name in set(walked) - {"rosenbrock", "quadratic"}:
        assert set(inspect.signature(getattr(minimize, name)).parameters) <= walked[name], name
