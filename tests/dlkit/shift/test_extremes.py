"""Methods against shift where probabilities are exactly 0 and 1, weights far from 1, and the data one row."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from dlkit import shift

pytestmark = pytest.mark.filterwarnings("error")
CERTAIN = np.eye(3)[[0, 1, 1, 2, 2, 2]]
PRIOR = np.full(3, 1 / 3)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_source_example_that_the_target_lacks_weighs_nothing_and_a_certain_target_needs_a_clip(dtype):
    q = np.array([0, np.finfo(dtype).tiny, 0.5, 1], dtype)
    weights = shift.domain_weights(q, 10, 10, clip=7.0)
    assert weights.dtype == dtype and weights[0] == 0 and weights[1] == np.finfo(dtype).tiny
    assert_allclose(weights[2:], [1, 7])


@pytest.mark.parametrize("unit", [1e-300, 1.0, 1e300])
def test_the_unit_of_weights_does_not_change_the_effective_sample_size(unit):
    assert_allclose(shift.effective_sample_size(unit * np.array([1.0, 1.0, 2.0])), 16 / 6)
    assert shift.effective_sample_size(unit * np.ones(1)) == 1
    assert shift.effective_sample_size(unit * np.array([1.0, 0.0, 0.0])) == 1


def test_certain_predictions_give_the_prior_as_their_shares_in_one_step():
    found = shift.em_prior(CERTAIN, PRIOR)
    assert found.converged and len(found.priors) == 3
    assert_allclose(found.prior, [1 / 6, 2 / 6, 3 / 6])


def test_one_certain_row_takes_all_of_the_prior():
    found = shift.em_prior(CERTAIN[:1], PRIOR)
    assert_allclose(found.prior, [1, 0, 0])
    assert np.isfinite(found.log_likelihoods).all()


def test_certain_predictions_do_not_change_with_the_prior():
    assert_allclose(shift.adjust_to_prior(CERTAIN, PRIOR, [0.98, 0.01, 0.01]), CERTAIN)
    with pytest.raises(ValueError, match="under which 3 rows have probability 0"):
        shift.adjust_to_prior(CERTAIN, PRIOR, [0.5, 0.5, 0.0])


def test_a_perfect_classifier_reads_the_target_off_its_predictions():
    y = np.array([0, 0, 1, 1, 2, 2])
    found = shift.bbse(y, np.eye(3)[y], CERTAIN)
    assert_allclose(found.prior, [1 / 6, 2 / 6, 3 / 6])
    assert_allclose([found.smallest_singular_value, found.standard_error], [1, 0], atol=1e-12)
    assert_allclose(shift.joint_confusion(y[:1], np.eye(3)[y[:1]]), np.diag([1.0, 0, 0]))


def test_a_target_of_one_class_gives_the_others_no_weight():
    y = np.array([0, 0, 1, 1, 2, 2])
    assert_allclose(shift.bbse(y, np.eye(3)[y], CERTAIN[:1]).weights, [3, 0, 0], atol=1e-12)


def test_probabilities_of_0_and_1_go_to_the_noise_rates_and_back():
    eta = np.array([0.0, 1.0])
    noisy = shift.noisy_probability(eta, 0.1, 0.3)
    assert_allclose(noisy, [0.3, 0.9])
    assert_allclose(shift.clean_probability(noisy, 0.1, 0.3), eta, atol=1e-15)
    assert_allclose(shift.noise_rates(noisy), (0.1, 0.3))
    assert shift.noise_rates(eta) == (0, 0) and shift.noisy_threshold(0, 0) == 0.5


def test_points_that_are_all_one_have_no_bandwidth():
    same = np.ones((6, 2))
    with pytest.raises(ValueError, match="ulsif got a bandwidth=0"):
        shift.ulsif(same, same, rng=0)
    assert_allclose(shift.ulsif(same, same, bandwidths=[1.0], penalties=[1e-9], rng=0), 1, rtol=1e-6)
