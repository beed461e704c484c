"""Domain-adversarial training answers wrong input by name."""

import numpy as np
import pytest
import torch

from dlkit.shift.dann import DANN, fit_dann, reversal_strength
from tests.dlkit.wrong_input import (
    AT_LEAST_0,
    COMPLEX,
    COUNT,
    DEEPER,
    EMPTY,
    INTEGERS,
    NARROWER,
    NO_ARRAY,
    OBJECTS,
    REQUIRED_SEED,
    SHARE,
    SHORTER,
    STRINGS,
    Call,
    Made,
    assert_refused,
    assert_works,
    walk,
    with_value,
)

X = np.random.default_rng(0).normal(size=(8, 2)).astype(np.float32)
Y = np.arange(8) % 2
MODEL = DANN(torch.nn.Identity(), torch.nn.Linear(2, 2), torch.nn.Linear(2, 1))
NO_MODULE = (None, 3.0, "text", torch.nn.Identity)
NO_INPUTS = (STRINGS, OBJECTS, COMPLEX, INTEGERS, EMPTY, X.tolist(), *NO_ARRAY)


def fit_on(x, y, **options):
    return fit_dann(source=(x, y), **options)


GOOD = {"model": MODEL, "optimizer": Made(lambda: torch.optim.SGD(MODEL.parameters(), lr=0.1)), "x_target": X, "epochs": 1,
        "batch_size": 4, "rng": 0}
CALLS = [
    Call("reversal_strength", reversal_strength, {"progress": 0.5}, {"progress": SHARE, "lambda_max": AT_LEAST_0}),
    Call("DANN", DANN, {"features": torch.nn.Identity(), "label_head": torch.nn.Linear(2, 2), "domain_head": torch.nn.Linear(2, 1)},
         {"features": NO_MODULE[:3], "label_head": NO_MODULE[:3], "domain_head": NO_MODULE[:3]}),
    Call("fit_dann", fit_dann, GOOD | {"source": (X, Y)},
         {"model": (None, 3.0, torch.nn.Identity()), "optimizer": (None, 3.0, "SGD"), "source": (None, 3.0, "text", (X,)),
          "x_target": (NARROWER, DEEPER, *NO_INPUTS), "epochs": COUNT, "batch_size": COUNT, "lambda_max": AT_LEAST_0, "rng": REQUIRED_SEED}),
    Call("fit_dann", fit_on, GOOD | {"x": X, "y": Y},
         {"x": (SHORTER, NARROWER, DEEPER, *NO_INPUTS),
          "y": (STRINGS, OBJECTS, COMPLEX, SHORTER, DEEPER, EMPTY, np.zeros(8), np.ones(8, bool), np.eye(8, dtype=int), with_value(-1),
                with_value(2), Y.tolist(), *NO_ARRAY)}),
]


@pytest.mark.parametrize("call", CALLS, ids=str)
def test_the_good_call_works(call):
    assert_works(call)


@pytest.mark.parametrize("call, argument, value", walk(CALLS))
def test_wrong_input_is_refused_by_name(call, argument, value):
    assert_refused(call, argument, value)


def test_a_class_in_place_of_a_module_is_refused():
    with pytest.raises(TypeError, match=r"DANN got label_head of type: a torch module was wanted; is it a class, without \(\)"):
        DANN(torch.nn.Identity(), torch.nn.Linear, torch.nn.Linear(2, 1))


def test_integers_of_every_width_are_labels_and_both_inputs_may_be_integers_no_more_than_either():
    for dtype in (np.int8, np.uint8, np.int32):
        fit_on(X, Y.astype(dtype), **{name: value.make() if isinstance(value, Made) else value for name, value in GOOD.items()})
    with pytest.raises(TypeError, match="fit_dann got inputs of torch.int64: floats were wanted"):
        fit_on(X.astype(np.int64), Y, **(GOOD | {"optimizer": GOOD["optimizer"].make(), "x_target": X.astype(np.int64)}))
