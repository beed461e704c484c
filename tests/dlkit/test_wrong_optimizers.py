"""Optimizers, schedules, clipping, initialisers and functions of dlkit.numpy answer wrong input by name."""

import numpy as np
import pytest

import dlkit.numpy as dn
from dlkit.numpy.optimizer import Optimizer
from dlkit.numpy.schedules import Schedule
from tests.dlkit.wrong_input import (
    ABOVE_0,
    AT_LEAST_0,
    CHOICE,
    COUNT,
    DTYPES,
    EMPTY,
    INF,
    INTEGERS,
    NAN,
    NO_ARRAY,
    SEED,
    SHARE,
    Call,
    Change,
    Made,
    assert_refused,
    assert_works,
    walk,
)

BETAS = ((0.9,), (0.9, 1.0), (-0.1, 0.9), (0.9, NAN), 0.9, None, "ab", (0.9, "0.9"))
PARAMETERS = (Change("no parameter", lambda made: []), np.ones(3), [np.ones(3)], {"weight": np.ones(3)}, None, 3.0,
              Change("names", lambda made: [("weight", p) for p in made]))
LAST_EPOCH = (3, 1.5, "0", None)


def trained():
    """The parameters of a layer that has gradients."""
    layer = dn.Linear(3, 2, rng=0)
    layer(np.ones((4, 3), np.float32))
    layer.backward(np.ones((4, 2), np.float32))
    return list(layer.parameters())


def sgd():
    return dn.SGD(trained(), lr=0.1, momentum=0.9)


def optimizer(name, **bad):
    def stepped(params, **options):
        made = getattr(dn, name)(params, **options)
        made.step(lambda: 1.0) if name == "LBFGS" else made.step()

    return Call(name, stepped, {"params": Made(trained)}, {"params": PARAMETERS, "lr": AT_LEAST_0} | bad)


OPTIMIZERS = [
    optimizer("SGD", momentum=AT_LEAST_0, dampening=(NAN, INF, "0.1", None), weight_decay=AT_LEAST_0, nesterov=(True,)),
    optimizer("Adagrad", lr_decay=AT_LEAST_0, weight_decay=AT_LEAST_0, initial_accumulator_value=AT_LEAST_0, eps=AT_LEAST_0),
    optimizer("RMSprop", alpha=(-0.1, 1.0, NAN, "0.9", None), eps=AT_LEAST_0, weight_decay=AT_LEAST_0, momentum=AT_LEAST_0),
    *[optimizer(name, betas=BETAS, eps=AT_LEAST_0, weight_decay=AT_LEAST_0) for name in ("Adam", "AdamW")],
    optimizer("LBFGS", max_iter=COUNT, max_eval=(0, -1, 2.5, "3", NAN), history_size=COUNT, tolerance_grad=AT_LEAST_0,
              tolerance_change=AT_LEAST_0, line_search_fn=CHOICE),
]


CLOSURES = [
    Call("LBFGS.step", lambda closure: dn.LBFGS(trained()).step(closure), {"closure": lambda: 1.0}, {"closure": (None, 3.0)}),
    Call("LBFGS.step", lambda closure: dn.LBFGS(trained()).step(lambda: closure), {"closure": 1.0},
         {"closure": (None, "1", [1.0])}),
]


def schedule(name, good, **bad):
    optimizers = (None, 0.1, "Adam", Change("its class", type))
    return Call(name, getattr(dn, name), {"optimizer": Made(sgd)} | good,
                {"optimizer": optimizers, "last_epoch": LAST_EPOCH} | bad)


def sequential(optimizer, schedulers, milestones, last_epoch=-1):
    """With schedules of its own optimizer, where they are given by their classes."""
    parts = [part(optimizer, 0.5) if isinstance(part, type) else part for part in schedulers] if schedulers else schedulers
    dn.SequentialLR(optimizer, parts, milestones, last_epoch)


TWO = [dn.ExponentialLR, dn.ExponentialLR]
SCHEDULES = [
    schedule("StepLR", {"step_size": 2}, step_size=COUNT, gamma=AT_LEAST_0),
    schedule("ExponentialLR", {"gamma": 0.5}, gamma=AT_LEAST_0),
    schedule("CosineAnnealingLR", {"T_max": 5}, T_max=COUNT, eta_min=AT_LEAST_0),
    schedule("LinearLR", {}, start_factor=(0, 1.1, NAN, "0.5", None), end_factor=SHARE, total_iters=COUNT),
    schedule("OneCycleLR", {"max_lr": 0.1, "total_steps": 10}, max_lr=ABOVE_0, total_steps=(0, -1, 2.5, "3", NAN),
             pct_start=SHARE, anneal_strategy=(*CHOICE, None), div_factor=ABOVE_0, final_div_factor=ABOVE_0,
             base_momentum=(-0.1, 1.1, NAN, "0.9", None), max_momentum=(-0.1, 1.1, NAN, "0.9", None)),
    Call("OneCycleLR", dn.OneCycleLR, {"optimizer": Made(sgd), "max_lr": 0.1, "epochs": 2, "steps_per_epoch": 5},
         {"epochs": COUNT, "steps_per_epoch": COUNT}),
    Call("SequentialLR", sequential, {"optimizer": Made(sgd), "schedulers": TWO, "milestones": [2]},
         {"schedulers": ([], TWO[:1], None, [None, None], [1.0, 2.0]),
          "milestones": ([], [2, 3], [0.5], [0], [-1], ["2"], [None], None, 2)}),
]

LENGTHS = [
    Call("clip_grad_norm_", dn.clip_grad_norm_, {"parameters": Made(trained), "max_norm": 1.0},
         {"parameters": PARAMETERS, "max_norm": AT_LEAST_0, "norm_type": (0, -1, NAN, "two", None)}),
    Call("clip_grad_value_", dn.clip_grad_value_, {"parameters": Made(trained), "clip_value": 1.0},
         {"parameters": PARAMETERS, "clip_value": AT_LEAST_0}),
]

WEIGHT = np.zeros((4, 3), np.float32)
WRONG_WEIGHT = (*DTYPES, INTEGERS, *NO_ARRAY)
BIAS = Change("a bias", lambda weight: weight[0])


def init(name, scaled=False, **bad):
    good = {"val": 1.0} if name == "constant_" else {}
    return Call(name, getattr(dn.init, name), {"weight": WEIGHT} | good,
                {"weight": (*WRONG_WEIGHT, *((BIAS, EMPTY) if scaled else ()))} | bad)


NUMBER = (NAN, INF, "1", None, [1.0])
FANS = {"a": (NAN, INF, "1"), "mode": (*CHOICE, None), "nonlinearity": (*CHOICE, None), "rng": SEED}
INITIALISERS = [
    Call("calculate_gain", dn.init.calculate_gain, {"nonlinearity": "leaky_relu"},
         {"nonlinearity": (*CHOICE, None, ["relu"]), "param": (NAN, INF, "0.1", [0.1])}),
    init("constant_", val=("1", None, 1j, [1.0])),
    init("zeros_"),
    init("ones_"),
    init("uniform_", a=(*NUMBER, 2.0), b=(*NUMBER, -1.0), rng=SEED),
    init("normal_", mean=NUMBER, std=AT_LEAST_0, rng=SEED),
    init("lecun_uniform_", scaled=True, rng=SEED),
    init("lecun_normal_", scaled=True, rng=SEED),
    init("xavier_uniform_", scaled=True, gain=AT_LEAST_0, rng=SEED),
    init("xavier_normal_", scaled=True, gain=AT_LEAST_0, rng=SEED),
    init("kaiming_uniform_", scaled=True, **FANS),
    init("kaiming_normal_", scaled=True, **FANS),
    init("orthogonal_", scaled=True, gain=NUMBER, rng=SEED),
]

Z = np.random.default_rng(0).normal(size=(4, 3)).astype(np.float32)
AXIS = (2, -3, 0.5, "0", None)
FUNCTIONS = [
    Call("sigmoid", dn.sigmoid, {"z": Z}, {"z": (*DTYPES, INTEGERS, None, "text")}),
    *[Call(name, getattr(dn, name), {"z": Z, "dim": 1}, {"z": (*DTYPES, INTEGERS, *NO_ARRAY), "dim": AXIS})
      for name in ("softmax", "log_softmax", "logsumexp")],
]

LINEAR = dn.Linear(3, 2, rng=0)
STATES = (None, 3.0, "state", [], {}, {"state": {}}, {"weight": np.ones((5, 5))}, {"weight": None, "bias": None})
LOADING = [
    Call(f"{type(made()).__name__}.load_state_dict", lambda state, made=made: made().load_state_dict(state),
         {"state": made().state_dict()}, {"state": STATES})
    for made in (sgd, lambda: dn.Adam(trained()), lambda: dn.LBFGS(trained()), lambda: dn.StepLR(sgd(), 3), lambda: LINEAR)
]

CALLS = [*LOADING, *OPTIMIZERS, *CLOSURES, *SCHEDULES, *LENGTHS, *INITIALISERS, *FUNCTIONS]


@pytest.mark.parametrize("call", CALLS, ids=str)
def test_the_good_call_works(call):
    assert_works(call)


@pytest.mark.parametrize("call, argument, value", walk(CALLS))
def test_wrong_input_is_refused_by_name(call, argument, value):
    assert_refused(call, argument, value)


def test_every_optimizer_schedule_and_initialiser_is_walked():
    classes = {name for name in dn.__all__ if isinstance(getattr(dn, name), type)
               and issubclass(getattr(dn, name), (Optimizer, Schedule))}
    initialisers = {name for name in vars(dn.init) if name == "calculate_gain" or name.endswith("_") and name[0] != "_"}
    assert classes | initialisers <= {call.name for call in CALLS}
