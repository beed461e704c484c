"""Class-conditional label noise: the relation, its inverse, rates, thresholds, by simulation with known truth."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

import dlkit
from dlkit import shift

RATES = st.tuples(st.floats(0, 0.49), st.floats(0, 0.49))
RHO_POS, RHO_NEG = 0.4, 0.1


def simulated(seed, n=20_000):
    """η(x) = σ(4x) of normal x, clean labels, noisy labels."""
    rng = np.random.default_rng(seed)
    eta = 1 / (1 + np.exp(-4 * rng.normal(size=n)))
    y = (rng.random(n) < eta).astype(np.int64)
    return eta, y, shift.flip_labels(y, RHO_POS, RHO_NEG, rng=rng)


@pytest.mark.parametrize("seed", range(5))
def test_labels_flip_at_the_rates_of_their_classes(seed):
    _, y, y_noisy = simulated(seed)
    assert y_noisy.dtype == shift.flip_labels(y.astype(np.int8), 0.1, 0.1, rng=0).dtype == np.int64
    assert abs((y_noisy[y == 1] == 0).mean() - RHO_POS) < 0.02
    assert abs((y_noisy[y == 0] == 1).mean() - RHO_NEG) < 0.02


@pytest.mark.parametrize("seed", range(5))
def test_noisy_labels_have_the_probability_the_relation_says(seed):
    eta, _, y_noisy = simulated(seed)
    eta_noisy = shift.noisy_probability(eta, RHO_POS, RHO_NEG)
    for low in np.arange(0, 1, 0.1):
        inside = (eta >= low) & (eta < low + 0.1)
        # 600 or more in each bin: a mean of them has a standard error of at most 0.02
        assert abs(y_noisy[inside].mean() - eta_noisy[inside].mean()) < 0.08


def test_the_relation_at_its_ends():
    assert_allclose(shift.noisy_probability(np.array([0.0, 1.0]), RHO_POS, RHO_NEG), [RHO_NEG, 1 - RHO_POS])


@given(RATES, st.lists(st.floats(0, 1), min_size=1, max_size=20))
def test_cleaning_undoes_the_noise(rates, eta):
    eta = np.array(eta)
    noisy = shift.noisy_probability(eta, *rates)
    assert ((noisy >= 0) & (noisy <= 1)).all()
    assert_allclose(shift.clean_probability(noisy, *rates), eta, atol=1e-12)


def test_an_estimate_beyond_the_range_is_cut_to_a_probability():
    assert_allclose(shift.clean_probability(np.array([0.05, 0.35, 0.7]), RHO_POS, RHO_NEG), [0, 0.5, 1])


@given(RATES, st.floats(0.01, 0.99), st.floats(0, 1))
def test_the_corrected_threshold_decides_as_the_clean_one(rates, threshold, eta):
    if abs(eta - threshold) < 1e-9:
        return
    noisy = shift.noisy_probability(np.array([eta]), *rates)[0]
    assert (noisy > shift.noisy_threshold(*rates, threshold=threshold)) == (eta > threshold)


def test_the_corrected_threshold_of_a_half():
    assert shift.noisy_threshold(RHO_POS, RHO_NEG) == pytest.approx((1 - RHO_POS + RHO_NEG) / 2)
    assert shift.noisy_threshold(0.3, 0.3) == pytest.approx(0.5)  # symmetric noise leaves it


@pytest.mark.parametrize("seed", range(5))
def test_the_corrected_threshold_is_more_accurate_and_the_ranking_the_same(seed):
    eta, y, _ = simulated(seed)
    eta_noisy = shift.noisy_probability(eta, RHO_POS, RHO_NEG)
    naive, corrected = ((eta_noisy > t).astype(int) == y for t in (0.5, shift.noisy_threshold(RHO_POS, RHO_NEG)))
    assert corrected.mean() > naive.mean() + 0.02
    assert np.array_equal(np.argsort(eta, kind="stable"), np.argsort(eta_noisy, kind="stable"))


def test_rates_are_the_ends_of_the_exact_range():
    eta_noisy = shift.noisy_probability(np.linspace(0, 1, 11), RHO_POS, RHO_NEG)
    assert_allclose(shift.noise_rates(eta_noisy), (RHO_POS, RHO_NEG))


@pytest.mark.parametrize("seed", range(5))
def test_rates_come_back_from_estimated_probabilities_and_quantiles_help(seed):
    eta, _, _ = simulated(seed)
    rng = np.random.default_rng(seed + 50)
    estimated = (shift.noisy_probability(eta, RHO_POS, RHO_NEG) + 0.03 * rng.normal(size=len(eta))).clip(0, 1)
    extremes, quantiles = shift.noise_rates(estimated), shift.noise_rates(estimated, quantile=0.05)
    assert_allclose(quantiles, (RHO_POS, RHO_NEG), atol=0.04)
    assert np.abs(np.subtract(extremes, (RHO_POS, RHO_NEG))).max() > 0.08


def test_without_certain_examples_the_rates_are_upper_bounds():
    eta_noisy = shift.noisy_probability(np.linspace(0.2, 0.9, 8), RHO_POS, RHO_NEG)
    rho_pos, rho_neg = shift.noise_rates(eta_noisy)
    assert rho_pos > RHO_POS + 0.01 and rho_neg > RHO_NEG + 0.01


def test_probabilities_keep_float32():
    eta = np.array([0.1, 0.8], dtype=np.float32)
    assert shift.noisy_probability(eta, 0.2, 0.1).dtype == shift.clean_probability(eta, 0.2, 0.1).dtype == np.float32


ETA = np.array([0.2, 0.7])


@pytest.mark.parametrize(
    "call, error, words",
    [
        (lambda: shift.noisy_probability(ETA, 0.6, 0.4), ValueError, "rho_pos=0.6 and rho_neg=0.4.*below 1"),
        (lambda: shift.clean_probability(ETA, 0.7, 0.4), ValueError, "clean_probability got rho_pos.*below 1"),
        (lambda: shift.noisy_threshold(0.5, 0.5), ValueError, "noisy_threshold got.*says nothing"),
        (lambda: shift.noisy_threshold(-0.1, 0.5), ValueError, r"rho_pos=-0.1.*in 0\.\.1"),
        (lambda: shift.noisy_threshold(0.1, "0.5"), TypeError, "rho_neg='0.5': a number"),
        (lambda: shift.noisy_threshold(0.1, 0.2, threshold=2), ValueError, "threshold=2"),
        (lambda: shift.noisy_probability(3 * ETA, 0.1, 0.1), ValueError, "2.1 in eta"),
        (lambda: shift.noise_rates(np.full(4, 0.3)), ValueError, "0.3 throughout"),
        (lambda: shift.noise_rates(ETA, quantile=0.5), ValueError, "quantile=0.5"),
        (lambda: shift.noise_rates(ETA[:0]), ValueError, r"eta_noisy \(0,\)"),
        (lambda: shift.flip_labels(np.array([-1, 1]), 0.1, 0.1, rng=0), ValueError, "-1 in y.*−1 and 1"),
        (lambda: shift.flip_labels(np.array([0, 1]), 0.1, 0.1), TypeError, "flip_labels got rng=None.*seed"),
        (lambda: shift.flip_labels(np.array([0.0, 1.0]), 0.1, 0.1, rng=0), TypeError, "y of dtype float64"),
    ],
)
def test_what_is_no_class_conditional_noise_is_refused(call, error, words):
    with pytest.raises(error, match=words):
        call()


def test_importing_shift_loads_numpy_and_nothing_heavier():
    program = (
        "import sys, dlkit.shift\n"
        "loaded = {'matplotlib', 'torch', 'sklearn', 'scipy'} & set(sys.modules)\n"
        "assert not loaded, loaded\n"
    )
    root = Path(dlkit.__file__).parents[1]
    result = subprocess.run([sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr


def test_the_table_of_contents_of_shift_is_complete():
    for name in shift.__all__:
        assert hasattr(shift, name)
        assert f"`{name}`" in shift.__doc__ or name in ("LabelWeights", "PriorHistory")
