"""fit, callbacks, metrics and History answer wrong input by name; the same with PyTorch: tests/torch."""

import inspect
from types import SimpleNamespace

import numpy as np
import pytest

import dlkit.numpy as dn
from dlkit import training
from dlkit.training import Callback, Checkpoint, EarlyStopping, History, Table, whole_set
from tests.dlkit.wrong_input import AT_LEAST_0, CHOICE, COUNT, NAN, Call, assert_refused, assert_works, walk
from tests.dlkit.wrong_training import metric_calls, training_calls

# What a stranger to dlkit.numpy may look like: things with the same methods.
OTHER = SimpleNamespace(Sequential=lambda *layers: SimpleNamespace(parameters=list, train=list, eval=list),
                        Linear=lambda *sizes: None, MSELoss=lambda: None, SGD=lambda *args, **kwargs: SimpleNamespace(step=list))


def appended(values):
    history = History()
    history.append({"loss": 1.0})
    history.append(values)


CALLS = [
    *training_calls(dn, OTHER),
    *metric_calls(dn, np.asarray),
    Call("EarlyStopping", EarlyStopping, {}, {"patience": COUNT, "monitor": (None, 3), "min_delta": AT_LEAST_0, "mode": (*CHOICE, None)}),
    Call("EMA", training.EMA, {}, {"decay": (-0.1, 1.0, NAN, "0.9", None)}),
    Call("Checkpoint", Checkpoint, {"path": "run.npz"}, {"path": (None, 3, ""), "every": COUNT, "keep": (0, -1, 2.5, "3", 2)}),
    Call("Checkpoint", Checkpoint, {"path": "run-{epoch}.npz", "keep": 2}, {"path": ("{epoch}/run.npz",)}),
    Call("whole_set", whole_set, {"metric": lambda y_hat, y: 0.0}, {"metric": (None, 3.0, "auc")}),
    Call("History.append", appended, {"values": {"loss": 1.0}},
         {"values": (None, 3.0, [1.0], {}, {"other": 1.0}, {"loss": "low"}, {"loss": None}, {"loss": [1.0]})}),
    Call("Table", Table, {"columns": ["epoch"], "rows": [[1], [2]]}, {"columns": (None, 3, "epoch"), "rows": (None, 3, [3], [[1, 2]])}),
]
LEFT_OUT = {"Callback": "takes no arguments", "History": "takes no arguments; its append does"}


@pytest.mark.parametrize("call", CALLS, ids=str)
def test_the_good_call_works(call):
    assert_works(call)


@pytest.mark.parametrize("call, argument, value", walk(CALLS))
def test_wrong_input_is_refused_by_name(call, argument, value):
    assert_refused(call, argument, value)


def test_every_name_of_training_is_walked():
    assert set(training.__all__) - {call.name for call in CALLS} == set(LEFT_OUT)
    assert not any(inspect.signature(made).parameters for made in (Callback, History))


@pytest.mark.parametrize("name", ["accuracy", "top_k_accuracy"])
def test_a_logit_that_is_not_a_number_is_no_right_answer(name):
    y_hat = np.array([[np.nan, 0.0, 1.0], [2.0, 0.0, 1.0]])
    options = {"k": 1} if name == "top_k_accuracy" else {}
    assert getattr(dn, name)(y_hat, np.array([0, 0]), **options) == 0.5


def test_one_logit_that_is_not_a_number_is_no_right_answer():
    assert dn.accuracy(np.array([np.nan, 1.0]), np.array([0.0, 1.0])) == 0.5
