"""Every method against shifts and noise answers wrong input by name."""

import numpy as np
import pytest

from dlkit import shift
from tests.dlkit.wrong_input import (
    ABOVE_0,
    AT_LEAST_0,
    COUNT,
    DEEPER,
    DTYPES,
    EMPTY,
    FLAT,
    FLOATS,
    INTEGERS,
    NAN,
    NARROWER,
    NO_ARRAY,
    REQUIRED_SEED,
    SHARE,
    SHORTER,
    WITH_INF,
    WITH_NAN,
    Call,
    assert_refused,
    assert_works,
    walk,
    with_value,
)

RNG = np.random.default_rng(0)
Q = RNG.uniform(0.1, 0.9, 12)
Y = np.arange(12) % 3
P = 0.4 * np.eye(3)[Y] + 0.2
X = RNG.normal(size=(12, 2))
PRIOR = np.array([0.2, 0.3, 0.5])

VECTOR = (*DTYPES, INTEGERS, DEEPER, FLAT, EMPTY, WITH_NAN, WITH_INF, *NO_ARRAY)
SHARES = (*VECTOR, with_value(-0.1), with_value(1.1))
ROWS = (*DTYPES, INTEGERS, FLAT, EMPTY, WITH_NAN, *NO_ARRAY)
PROBABILITIES = (*ROWS, NARROWER, with_value(-0.1), with_value(1.1), with_value(0.0))
LABELS = (*DTYPES, FLOATS, DEEPER, SHORTER, EMPTY, with_value(-1), with_value(3), *NO_ARRAY)
PRIORS = (None, 3.0, "text", [0.5], [0.5, 0.5], [0.5, 0.6, 0.2], [1.2, -0.1, -0.1], [NAN, 0.5, 0.5], ["a", "b", "c"],
          [[0.2, 0.3, 0.5]], [0.2j, 0.3, 0.5])
RATES = {"rho_pos": (*SHARE, 0.95), "rho_neg": (*SHARE, 0.95)}

CALLS = [
    Call("domain_weights", shift.domain_weights, {"target_probability": Q, "n_source": 5, "n_target": 5},
         {"target_probability": (*SHARES, with_value(1.0)), "n_source": COUNT, "n_target": COUNT, "clip": ABOVE_0[:-2]}),
    Call("effective_sample_size", shift.effective_sample_size, {"weights": Q},
         {"weights": (*VECTOR, with_value(-1), np.zeros(3))}),
    Call("ulsif", shift.ulsif, {"x_source": X, "x_target": X[:7], "rng": 0},
         {"x_source": (*ROWS, NARROWER, X[:3]), "x_target": (*ROWS, NARROWER, X[:3]), "rng": REQUIRED_SEED, "n_centres": COUNT,
          "bandwidths": (3.0, "text", [], [0.0], [-1.0], [NAN], ["1"], [None]),
          "penalties": (3.0, "text", [], [0.0], [-1.0], [NAN], ["1"], [None], None)}),
    Call("joint_confusion", shift.joint_confusion, {"y": Y, "predictions": P}, {"y": LABELS, "predictions": PROBABILITIES}),
    Call("bbse", shift.bbse, {"y_source": Y, "predictions_source": P, "predictions_target": P},
         {"y_source": (*LABELS, np.arange(12) % 2), "predictions_source": PROBABILITIES,
          "predictions_target": PROBABILITIES, "min_standard_errors": AT_LEAST_0}),
    Call("adjust_to_prior", shift.adjust_to_prior, {"probabilities": P, "prior_from": PRIOR, "prior_to": PRIOR[::-1]},
         {"probabilities": PROBABILITIES, "prior_from": (*PRIORS, [0.0, 0.5, 0.5]), "prior_to": PRIORS}),
    Call("em_prior", shift.em_prior, {"probabilities": P, "prior_source": PRIOR},
         {"probabilities": PROBABILITIES, "prior_source": (*PRIORS, [0.0, 0.5, 0.5]), "tol": AT_LEAST_0, "max_steps": COUNT}),
    Call("flip_labels", shift.flip_labels, {"y": Y % 2, "rho_pos": 0.1, "rho_neg": 0.2, "rng": 0},
         {"y": [bad for bad in LABELS if bad is not SHORTER], "rng": REQUIRED_SEED} | RATES),
    Call("noisy_probability", shift.noisy_probability, {"eta": Q, "rho_pos": 0.1, "rho_neg": 0.2}, {"eta": SHARES} | RATES),
    Call("clean_probability", shift.clean_probability, {"eta_noisy": Q, "rho_pos": 0.1, "rho_neg": 0.2},
         {"eta_noisy": SHARES} | RATES),
    Call("noise_rates", shift.noise_rates, {"eta_noisy": Q},
         {"eta_noisy": (*SHARES, np.full(5, 0.3)), "quantile": (*SHARE, 0.5)}),
    Call("noisy_threshold", shift.noisy_threshold, {"rho_pos": 0.1, "rho_neg": 0.2}, {"threshold": SHARE} | RATES),
]
LEFT_OUT = {"LabelWeights": "what bbse returns", "PriorHistory": "what em_prior returns"}


@pytest.mark.parametrize("call", CALLS, ids=str)
def test_the_good_call_works(call):
    assert_works(call)


@pytest.mark.parametrize("call, argument, value", walk(CALLS))
def test_wrong_input_is_refused_by_name(call, argument, value):
    assert_refused(call, argument, value)


def test_every_name_of_shift_is_walked():
    assert set(shift.__all__) - {call.name for call in CALLS} == set(LEFT_OUT)
