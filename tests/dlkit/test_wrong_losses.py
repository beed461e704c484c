"""Every loss of dlkit.numpy answers wrong input by name; layers: test_bad_input.py."""

import numpy as np
import pytest

import dlkit.numpy as dn
from dlkit.numpy.loss import Loss
from tests.dlkit.wrong_input import (
    A_LIST,
    ABOVE_0,
    AT_LEAST_0,
    CHOICE,
    COMPLEX,
    DEEPER,
    DTYPES,
    FLAT,
    FLOAT64,
    FLOATS,
    INTEGERS,
    NARROWER,
    NO_ARRAY,
    OBJECTS,
    SHARE,
    SHORTER,
    STRINGS,
    Call,
    assert_refused,
    assert_works,
    walk,
    with_value,
)

RNG = np.random.default_rng(0)
REAL, OTHER = RNG.normal(size=(2, 4, 3)).astype(np.float32)
SPREAD = (0.1 + RNG.random((4, 3))).astype(np.float32)
SHARES = RNG.random((4, 3)).astype(np.float32)
LOG_P = np.log(RNG.dirichlet(np.ones(3), 4)).astype(np.float32)
LABELS = np.array([0, 2, 1, 1])

ARRAY = (*DTYPES, INTEGERS, FLOAT64, DEEPER, FLAT, SHORTER, NARROWER, *NO_ARRAY)
SCORES = (*DTYPES, INTEGERS, FLAT, SHORTER, *NO_ARRAY)
CLASSES = (A_LIST, STRINGS, OBJECTS, COMPLEX, FLOATS, DEEPER, SHORTER, with_value(-1), with_value(3), *NO_ARRAY)
WEIGHT = ([1.0, 2.0], [[1.0, 2.0, 3.0]], "text", [1.0, -1.0, 1.0], [1.0, np.nan, 1.0])


def called(name, *inputs):
    """A function of the arguments of the constructor and of the call together."""
    def function(**arguments):
        given = [arguments.pop(each) for each in inputs]
        loss = getattr(dn, name)(**arguments)
        value = loss(*given)
        loss.backward(np.ones_like(value) if arguments.get("reduction") == "none" else None)

    return function


def plain(name, bad_y_hat=(), bad_y=(), y_hat=REAL, y=OTHER, **options):
    return Call(name, called(name, "y_hat", "y"), {"y_hat": y_hat, "y": y},
                {"y_hat": (*ARRAY, *bad_y_hat), "y": (*ARRAY, *bad_y), "reduction": (*CHOICE, None)} | options)


def classes(name, z, **options):
    return Call(name, called(name, "z", "y"), {"z": z, "y": LABELS},
                {"z": SCORES, "y": CLASSES, "weight": WEIGHT, "reduction": (*CHOICE, None),
                 "ignore_index": (1.5, "0", None)} | options)


def spread(name, argument):
    return Call(name, called(name, "input", "target", argument), {"input": REAL, "target": OTHER, argument: SPREAD},
                {"input": ARRAY, "target": ARRAY, "eps": AT_LEAST_0, "reduction": (*CHOICE, None),
                 argument: (*ARRAY[:4], FLOAT64, DEEPER, SHORTER, with_value(-1), -1.0, None, "text")})


CALLS = [
    plain("MSELoss"),
    plain("L1Loss"),
    plain("HuberLoss", delta=ABOVE_0),
    plain("BCELoss", y_hat=SHARES, y=SHARES, bad_y_hat=(with_value(1.5),), bad_y=(with_value(-1),),
          weight=([1.0, 2.0], "text", [[-1.0]], np.ones((5, 1, 1)))),
    plain("BCEWithLogitsLoss", y=SHARES, bad_y=(with_value(-1), with_value(2)),
          weight=([1.0, 2.0], "text", [[-1.0]]), pos_weight=([1.0, 2.0], "text", [-1.0], [np.nan])),
    plain("KLDivLoss", y_hat=LOG_P, y=np.exp(LOG_P), bad_y_hat=(with_value(1),), bad_y=(with_value(-1),)),
    classes("CrossEntropyLoss", REAL, label_smoothing=SHARE),
    classes("NLLLoss", LOG_P),
    spread("GaussianNLLLoss", "var"),
    spread("LaplaceNLLLoss", "scale"),
    Call("ELBO", called("ELBO", "x_hat", "x", "mean", "log_var"),
         {"x_hat": REAL, "x": SHARES, "mean": REAL, "log_var": OTHER},
         {"x_hat": ARRAY, "x": (*ARRAY, with_value(2)), "mean": (*DTYPES, FLOAT64, FLAT, SHORTER, NARROWER, *NO_ARRAY),
          "log_var": (*DTYPES, FLOAT64, FLAT, SHORTER, NARROWER, *NO_ARRAY), "reconstruction": (*CHOICE, None),
          "beta": AT_LEAST_0, "noise_std": ABOVE_0, "reduction": (*CHOICE, None)}),
]


@pytest.mark.parametrize("call", CALLS, ids=str)
def test_the_good_call_works(call):
    assert_works(call)


@pytest.mark.parametrize("call, argument, value", walk(CALLS))
def test_wrong_input_is_refused_by_name(call, argument, value):
    assert_refused(call, argument, value)


def test_every_loss_is_walked():
    losses = {name for name in dn.__all__ if isinstance(getattr(dn, name), type) and issubclass(getattr(dn, name), Loss)}
    assert losses == {call.name for call in CALLS}


@pytest.mark.parametrize("call", CALLS, ids=str)
def test_backward_before_the_first_call_is_refused(call):
    with pytest.raises(RuntimeError, match=rf"{call.name}.backward was called before"):
        getattr(dn, call.name)().backward()


@pytest.mark.parametrize("grad", [np.ones(5, np.float32), np.ones((4, 3, 2), np.float32), "text"], ids=repr)
@pytest.mark.parametrize("call", CALLS, ids=str)
def test_an_upstream_gradient_that_does_not_fit_is_refused(call, grad):
    for reduction in ("mean", "none"):
        loss = getattr(dn, call.name)(reduction=reduction)
        loss(*call.good.values())
        with pytest.raises((TypeError, ValueError), match=rf"{call.name}.*backward"):
            loss.backward(grad)
