"""Importance weights against densities that are known."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from dlkit import shift

SEEDS = range(5)


def shifted_gaussians(seed, n_source=600, n_target=400):
    """p_S = N(0, 1), p_T = N(0.7, 0.6²), and w = p_T/p_S at the source points."""
    rng = np.random.default_rng(seed)
    source, target = rng.normal(0, 1, n_source), rng.normal(0.7, 0.6, n_target)
    w = np.exp(source**2 / 2 - (source - 0.7) ** 2 / (2 * 0.6**2)) / 0.6
    return source, target, w


def quadratic_logistic_probability(source, target):
    """p(target | x) at the source points, of a logistic regression on x and x²: the true form here."""
    from sklearn.linear_model import LogisticRegression

    x = np.concatenate([source, target])
    domain = np.repeat([0, 1], [len(source), len(target)])
    classifier = LogisticRegression(C=1e4, max_iter=1000).fit(np.stack([x, x**2], axis=1), domain)
    return classifier.predict_proba(np.stack([source, source**2], axis=1))[:, 1]


@pytest.mark.parametrize("n_source, n_target", [(500, 500), (900, 100), (37, 411)])
def test_weights_of_the_exact_domain_posterior_are_the_density_ratio_at_every_ratio_of_counts(n_source, n_target):
    _, _, w = shifted_gaussians(0)
    q = n_target * w / (n_target * w + n_source)  # Bayes' rule
    assert_allclose(shift.domain_weights(q, n_source, n_target), w, rtol=1e-9)


@pytest.mark.parametrize("seed", SEEDS)
def test_weights_of_a_fitted_domain_classifier_are_near_the_density_ratio(seed):
    source, target, w = shifted_gaussians(seed)
    estimated = shift.domain_weights(quadratic_logistic_probability(source, target), len(source), len(target))
    assert abs(estimated.mean() - 1) < 0.1  # E_S w = 1; without n_S/n_T it would be 0.67
    assert np.abs(estimated - w).mean() < 0.25
    assert abs(np.average(source, weights=estimated) - 0.7) < 0.15 < abs(source.mean() - 0.7)


@pytest.mark.parametrize("seed", SEEDS)
def test_least_squares_weights_are_near_the_density_ratio(seed):
    source, target, w = shifted_gaussians(seed)
    estimated = shift.ulsif(source[:, None], target[:, None], rng=seed)
    assert (estimated >= 0).all() and abs(estimated.mean() - 1) < 0.15
    assert np.abs(estimated - w).mean() < 0.3  # weights of 1 everywhere are 0.75 away
    assert np.corrcoef(estimated, w)[0, 1] > 0.93
    assert abs(np.average(source, weights=estimated) - 0.7) < 0.15


def test_least_squares_weights_solve_the_ridge_problem_they_state():
    rng = np.random.default_rng(1)
    source, target = rng.normal(size=(40, 2)), rng.normal(0.3, 1, (7, 2))
    weights = shift.ulsif(source, target, bandwidths=[1.3], penalties=[0.2], rng=0)

    def kernel(x):  # all 7 target points are centres, in any order
        return np.exp(-((x[:, None] - target) ** 2).sum(axis=2) / (2 * 1.3**2))

    gram = sum(np.outer(k, k) for k in kernel(source)) / 40
    alpha = np.linalg.solve(gram + 0.2 * np.eye(7), kernel(target).mean(axis=0)).clip(0)
    assert_allclose(weights, kernel(source) @ alpha, rtol=1e-9)


def test_least_squares_weights_choose_by_the_held_out_error():
    source, target, w = shifted_gaussians(0)
    x_source, x_target = source[:, None], target[:, None]
    sensible = shift.ulsif(x_source, x_target, bandwidths=[0.5], penalties=[0.01], rng=0)
    chosen = shift.ulsif(x_source, x_target, bandwidths=[1e-3, 0.5, 100.0], penalties=[0.01, 1e3], rng=0)
    assert_allclose(chosen, sensible)


def test_least_squares_weights_do_not_mind_a_far_origin_or_another_unit():
    source, target, _ = shifted_gaussians(2)
    near = shift.ulsif(source[:, None], target[:, None], rng=0)
    far = shift.ulsif(1e3 * source[:, None] + 1e11, 1e3 * target[:, None] + 1e11, rng=0)
    assert_allclose(far, near, rtol=1e-3, atol=1e-4)


def test_weights_keep_the_dtype():
    source, target, _ = shifted_gaussians(0)
    x_source, x_target = source[:, None].astype(np.float32), target[:, None].astype(np.float32)
    assert shift.ulsif(x_source, x_target, rng=0).dtype == np.float32
    q = np.full(3, 0.25, dtype=np.float32)
    assert shift.domain_weights(q, 10, 20).dtype == np.float32
    assert shift.domain_weights(q, 10, 20, clip=0.1).dtype == np.float32


def test_clipping_bounds_the_weights_and_nothing_else():
    q = np.array([0.0, 0.5, 0.9, 1.0])
    assert_allclose(shift.domain_weights(q, 10, 10, clip=5), [0, 1, 5, 5])
    assert_allclose(shift.domain_weights(q, 20, 10, clip=5), [0, 2, 5, 5])


@given(st.integers(1, 50), st.integers(1, 50), st.sampled_from([1e-200, 1.0, 1e200]))
def test_effective_sample_size_counts_equal_weights_in_any_unit(n, zeros, unit):
    w = unit * np.concatenate([np.ones(n), np.zeros(zeros)])
    assert_allclose(shift.effective_sample_size(w), n)


def test_effective_sample_size_is_the_variance_it_promises():
    w = np.array([1.0, 2.0, 5.0, 0.5])
    y = np.random.default_rng(0).normal(size=(200_000, 4))
    assert_allclose(1 / np.average(y, weights=w, axis=1).var(), shift.effective_sample_size(w), rtol=0.02)


def test_effective_sample_size_is_at_most_n_and_falls_with_the_shift():
    rng = np.random.default_rng(0)
    x = rng.normal(size=500)
    sizes = [shift.effective_sample_size(np.exp(mean * x)) for mean in (0, 0.5, 1, 2)]
    assert sizes[0] == pytest.approx(500) and np.all(np.diff(sizes) < 0) and sizes[-1] >= 1


@pytest.mark.parametrize(
    "call, error, words",
    [
        (lambda: shift.domain_weights(np.array([0.2, 1.0]), 5, 5), ValueError, "1 source examples.*infinite.*clip="),
        (lambda: shift.domain_weights(np.array([-1.5]), 5, 5), ValueError, "-1.5 in target_probability.*logits"),
        (lambda: shift.domain_weights(np.array([np.nan]), 5, 5), ValueError, "nan in target_probability"),
        (lambda: shift.domain_weights(np.array([0.5]), 0, 5), ValueError, "n_source=0.*1 or larger"),
        (lambda: shift.domain_weights(np.array([0.5]), 5, 5.0), TypeError, "n_target=5.0: an int"),
        (lambda: shift.domain_weights(np.array([0.5]), 5, 5, clip=0), ValueError, "clip=0.*larger than 0"),
        (lambda: shift.domain_weights(np.array([1, 0]), 5, 5), TypeError, "target_probability of dtype int64"),
        (lambda: shift.domain_weights([0.5], 5, 5), TypeError, "target_probability of list"),
        (lambda: shift.effective_sample_size(np.zeros(3)), ValueError, "all 0"),
        (lambda: shift.effective_sample_size(np.array([1.0, -0.5])), ValueError, "-0.5 in weights.*0 or larger"),
        (lambda: shift.effective_sample_size(np.ones((3, 2))), ValueError, r"weights \(3, 2\)"),
        (lambda: shift.ulsif(np.ones((9, 2)), np.ones((9, 3)), rng=0), ValueError, r"\(9, 3\).*same features"),
        (lambda: shift.ulsif(np.ones(9), np.ones((9, 1)), rng=0), ValueError, r"x_source \(9,\).*x\[:, None\]"),
        (lambda: shift.ulsif(np.ones((4, 1)), np.ones((9, 1)), rng=0), ValueError, "4 source.*at least 5"),
        (lambda: shift.ulsif(np.ones((9, 1)), np.ones((9, 1)), rng=0), ValueError, "a bandwidth=0.*larger than 0"),
        (lambda: shift.ulsif(np.ones((9, 1)), np.full((9, 1), np.inf), rng=0), ValueError, "x_target with NaN or inf"),
        (lambda: shift.ulsif(np.ones((9, 1)), np.ones((9, 1)), penalties=[0], rng=0), ValueError, "a penalty=0"),
        (lambda: shift.ulsif(np.ones((9, 1)), np.ones((9, 1))), TypeError, "ulsif got rng=None.*seed"),
    ],
)
def test_what_cannot_be_weighted_is_refused(call, error, words):
    with pytest.raises(error, match=words):
        call()
