"""Label shift: exact identities, recovery of known priors, refusals."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from dlkit import shift

SEEDS = range(5)
SOURCE, TARGET = np.array([0.5, 0.3, 0.2]), np.array([0.1, 0.3, 0.6])
CENTRES = np.array([[0.0, 0.0], [1.5, 0.0], [0.0, 1.5]])


def draw(prior, n, seed):
    """Three Gaussian classes: labels, and p_S(y | x), exactly calibrated under SOURCE."""
    rng = np.random.default_rng(seed)
    y = rng.choice(3, size=n, p=prior)
    x = CENTRES[y] + rng.normal(size=(n, 2))
    return y, posterior(x, SOURCE)


def posterior(x, prior):
    density = np.exp(-((x[:, None] - CENTRES) ** 2).sum(axis=2) / 2) * prior
    return density / density.sum(axis=1, keepdims=True)


def one_hot(p):
    return np.eye(p.shape[1])[p.argmax(axis=1)]


def population(conditional, prior, n):
    """Labels and one-hot predictions whose counts are exactly n · p(ŷ, y)."""
    counts = np.rint(conditional * prior * n).astype(int)
    predicted, y = np.indices(counts.shape)
    return np.repeat(y.ravel(), counts.ravel()), np.eye(len(prior))[np.repeat(predicted.ravel(), counts.ravel())]


CONDITIONAL = np.array([[0.8, 0.1, 0.2], [0.1, 0.6, 0.1], [0.1, 0.3, 0.7]])  # [ŷ, y]: columns sum to 1


def test_the_joint_confusion_gives_weights_and_the_conditional_gives_priors():
    y, predictions = population(CONDITIONAL, SOURCE, 1000)
    joint = shift.joint_confusion(y, predictions)
    assert_allclose(joint, CONDITIONAL * SOURCE)
    assert_allclose(joint.sum(axis=0), SOURCE)
    target_predictions = CONDITIONAL @ TARGET
    assert_allclose(np.linalg.solve(joint, target_predictions), TARGET / SOURCE)
    assert_allclose(np.linalg.solve(joint / joint.sum(axis=0), target_predictions), TARGET)


def test_bbse_is_exact_where_the_confusion_matrix_is():
    y, predictions = population(CONDITIONAL, SOURCE, 1000)
    _, target_predictions = population(CONDITIONAL, TARGET, 1000)
    found = shift.bbse(y, predictions, target_predictions)
    assert_allclose(found.weights, TARGET / SOURCE)
    assert_allclose(found.prior, TARGET)
    assert found.clipped == ()
    assert_allclose(found.smallest_singular_value, np.linalg.svd(CONDITIONAL)[1][-1])


def test_bbse_without_a_shift_gives_weights_of_one():
    y, predictions = population(CONDITIONAL, SOURCE, 1000)
    assert_allclose(shift.bbse(y, predictions, predictions).weights, 1)


@pytest.mark.parametrize("predict", [one_hot, lambda p: p], ids=["labels", "probabilities"])
@pytest.mark.parametrize("seed", SEEDS)
def test_bbse_recovers_a_known_prior(predict, seed):
    y, p_source = draw(SOURCE, 4000, seed)
    _, p_target = draw(TARGET, 4000, seed + 100)
    found = shift.bbse(y, predict(p_source), predict(p_target))
    assert_allclose(found.prior, TARGET, atol=0.06)
    assert_allclose(found.weights, TARGET / SOURCE, atol=0.3)
    assert np.abs(predict(p_target).mean(axis=0) - TARGET).max() > 0.06  # counting predictions would not do


@pytest.mark.parametrize("seed", SEEDS)
def test_bbse_needs_no_calibration(seed):
    y, p_source = draw(SOURCE, 4000, seed)
    _, p_target = draw(TARGET, 4000, seed + 100)

    def sharpened(p):
        return p**3 / (p**3).sum(axis=1, keepdims=True)

    assert_allclose(shift.bbse(y, sharpened(p_source), sharpened(p_target)).prior, TARGET, atol=0.06)


def test_the_standard_error_of_the_singular_value_is_its_scatter():
    y, predictions = population(CONDITIONAL, SOURCE, 1000)
    rng = np.random.default_rng(0)
    found = []
    for _ in range(300):
        rows = rng.integers(0, len(y), len(y))
        found.append(shift.bbse(y[rows], predictions[rows], predictions)[3:])
    values, errors = np.array(found).T
    assert_allclose(errors.mean(), values.std(), rtol=0.15)


def test_what_the_classifier_calls_the_classes_does_not_matter():
    y, p_source = draw(SOURCE, 500, 0)
    _, p_target = draw(TARGET, 500, 1)
    found = shift.bbse(y, p_source, p_target)
    renamed = shift.bbse(y, p_source[:, [1, 2, 0]], p_target[:, [1, 2, 0]])
    assert_allclose(renamed.weights, found.weights)
    assert_allclose(renamed[3:], found[3:])


def test_a_negative_estimate_is_set_to_zero_and_named():
    y, predictions = population(CONDITIONAL, SOURCE, 1000)
    target_predictions = np.eye(3)[np.repeat([0, 2], [5, 95])]  # fewer of class 1 than class 2 would be mistaken for
    found = shift.bbse(y, predictions, target_predictions)
    exact = np.linalg.solve(shift.joint_confusion(y, predictions), [0.05, 0, 0.95])
    assert found.clipped == tuple(np.flatnonzero(exact < 0)) != ()
    assert_allclose(found.weights, exact.clip(0))
    assert (found.prior >= 0).all() and found.prior.sum() == pytest.approx(1)


def test_a_singular_confusion_matrix_is_refused_and_the_classes_named():
    conditional = np.array([[0.8, 0.2, 0.2], [0.1, 0.5, 0.5], [0.1, 0.3, 0.3]])
    y, predictions = population(conditional, np.full(3, 1 / 3), 3000)
    with pytest.raises(ValueError, match=r"singular.*More of class (1 and less of class 2|2 and less of class 1)"):
        shift.bbse(y, predictions, predictions, min_standard_errors=0)


@pytest.mark.parametrize("seed", range(10))
def test_a_classifier_that_guesses_is_refused_though_its_matrix_is_not_exactly_singular(seed):
    rng = np.random.default_rng(seed)
    y, guesses = rng.integers(0, 3, 300), np.eye(3)[rng.integers(0, 3, 300)]
    assert abs(np.linalg.det(shift.joint_confusion(y, guesses))) > 1e-9
    with pytest.raises(ValueError, match="singular or too near it"):
        shift.bbse(y, guesses, guesses)


def test_a_classifier_that_never_predicts_a_class_is_refused():
    y, p = draw(SOURCE, 500, 0)
    p = p * [1, 1, 0]
    p /= p.sum(axis=1, keepdims=True)
    with pytest.raises(ValueError, match="singular"):
        shift.bbse(y, p, p)


def test_new_priors_give_bayes_posterior():
    x = np.random.default_rng(0).normal(size=(50, 2))
    adjusted = shift.adjust_to_prior(posterior(x, SOURCE), SOURCE, TARGET)
    assert_allclose(adjusted, posterior(x, TARGET), rtol=1e-9)


@given(st.lists(st.floats(0.05, 1), min_size=3, max_size=3), st.lists(st.floats(0.05, 1), min_size=3, max_size=3))
def test_there_and_back_is_no_change_and_two_steps_are_one(a, b):
    a, b = np.array(a) / sum(a), np.array(b) / sum(b)
    p = np.random.default_rng(0).dirichlet([1, 1, 1], size=20)
    there = shift.adjust_to_prior(p, SOURCE, a)
    assert_allclose(shift.adjust_to_prior(there, a, SOURCE), p, atol=1e-12)
    assert_allclose(shift.adjust_to_prior(there, a, b), shift.adjust_to_prior(p, SOURCE, b), atol=1e-12)
    assert_allclose(there.sum(axis=1), 1)


def test_adjusted_probabilities_keep_float32():
    p = np.array([[0.2, 0.5, 0.3]], dtype=np.float32)
    assert shift.adjust_to_prior(p, SOURCE, TARGET).dtype == np.float32


@given(st.integers(0, 10_000), st.integers(1, 60), st.floats(0.05, 5))
def test_the_likelihood_of_em_never_falls(seed, n, concentration):
    rng = np.random.default_rng(seed)
    p = rng.dirichlet(np.full(4, concentration), size=n)
    history = shift.em_prior(p, rng.dirichlet(np.full(4, 3.0)), max_steps=200)
    assert np.diff(history.log_likelihoods).min() >= -1e-13
    assert len(history.log_likelihoods) == len(history.priors) > 1
    assert_allclose(history.priors.sum(axis=1), 1, atol=1e-9)


@pytest.mark.parametrize("seed", SEEDS)
def test_em_recovers_a_known_prior(seed):
    y, p = draw(TARGET, 4000, seed)
    history = shift.em_prior(p, SOURCE)
    assert history.converged
    assert_allclose(history.prior, TARGET, atol=0.04)
    adjusted = shift.adjust_to_prior(p, SOURCE, history.prior)
    before, after = ((q.argmax(axis=1) == y).mean() for q in (p, adjusted))
    assert after > before + 0.1


def test_em_ends_at_the_maximum_of_the_likelihood():
    _, p = draw(TARGET, 300, 0)
    history = shift.em_prior(p, SOURCE, tol=1e-12)

    def likelihood(prior):
        return np.log(p @ (prior / SOURCE)).mean()

    assert_allclose(history.log_likelihoods, [likelihood(prior) for prior in history.priors], atol=1e-12)
    rng = np.random.default_rng(0)
    for other in rng.dirichlet([1, 1, 1], size=200):
        for step in (1e-3, 0.1, 1):
            assert likelihood(history.prior + step * (other - history.prior)) <= history.log_likelihoods[-1] + 1e-12


def test_em_starts_at_the_source_and_its_step_is_the_mean_responsibility():
    _, p = draw(TARGET, 100, 0)
    history = shift.em_prior(p, SOURCE, max_steps=2)
    assert not history.converged and len(history.priors) == 3
    assert_allclose(history.priors[0], SOURCE)
    assert_allclose(history.priors[1], p.mean(axis=0))
    assert_allclose(history.priors[2], shift.adjust_to_prior(p, SOURCE, history.priors[1]).mean(axis=0))


@pytest.mark.parametrize("seed", SEEDS)
def test_em_is_misled_by_over_confident_probabilities_as_it_says(seed):
    _, p = draw(TARGET, 4000, seed)
    sharp = p**3 / (p**3).sum(axis=1, keepdims=True)
    honest, misled = (np.abs(shift.em_prior(q, SOURCE).prior - TARGET).max() for q in (p, sharp))
    assert misled > honest + 0.02


P = np.array([[0.5, 0.5], [0.2, 0.8], [0.9, 0.1], [0.1, 0.9]])
Y = np.array([0, 1, 0, 1])


def test_a_class_that_no_example_can_be_of_leaves_the_others_to_converge():
    p = np.random.default_rng(0).dirichlet([1, 2], size=200)
    two = shift.em_prior(p, np.array([0.5, 0.5]))
    three = shift.em_prior(np.pad(p, ((0, 0), (0, 1))), np.array([0.3, 0.3, 0.4]))
    assert three.converged and len(three.priors) > 5
    assert_allclose(three.prior, [*two.prior, 0], atol=1e-6)


@pytest.mark.parametrize(
    "call, error, words",
    [
        (lambda: shift.bbse(Y, 4 * P, P), ValueError, "predictions_source: probabilities.*softmax first"),
        (lambda: shift.bbse(Y, P / 2, P), ValueError, "predictions_source whose rows sum to 0.5"),
        (lambda: shift.bbse(Y, P, P[:, 0]), ValueError, r"predictions_target \(4,\).*np.stack"),
        (lambda: shift.bbse(Y, P, np.full((2, 3), 1 / 3)), ValueError, "2 source classes and 3 target classes"),
        (lambda: shift.bbse(2 * Y - 1, P, P), ValueError, r"-1 in y_source.*0\.\.1"),
        (lambda: shift.bbse(Y + 1, P, P), ValueError, "2 in y_source.*start at 1"),
        (lambda: shift.bbse(Y.astype(float), P, P), TypeError, "y_source of dtype float64.*integer labels"),
        (lambda: shift.bbse(np.eye(2, dtype=int)[Y], P, P), ValueError, r"y_source \(4, 2\).*one-hot"),
        (lambda: shift.bbse(Y[:3], P, P), ValueError, "3 labels and 4 predictions"),
        (lambda: shift.em_prior(np.array([[-0.2, 0.6, 0.6]]), np.ones(3) / 3), ValueError, r"-0.2 in probabilities: .*0\.\.1"),
        (lambda: shift.bbse(0 * Y, P, P), ValueError, "0 source examples of class 1"),
        (lambda: shift.bbse(np.array([0, 0, 1, 0]), P, P), ValueError, "1 source examples of class 1: it needs at least 2"),
        (lambda: shift.bbse(Y, P * np.array([[1], [1], [0.9], [1]]), P), ValueError, "predictions_source whose rows sum to 0.9"),
        (lambda: shift.bbse(Y, P.argmax(axis=1), P), TypeError, "predictions_source of dtype int64"),
        (lambda: shift.bbse(Y, P, P, min_standard_errors=-1), ValueError, "min_standard_errors=-1"),
        (lambda: shift.joint_confusion(Y[:3], P), ValueError, "joint_confusion got 3 labels and 4"),
        (lambda: shift.adjust_to_prior(P, [0.5, 0.5], [0.3, 0.3, 0.4]), ValueError, r"prior_to \(3,\): \(2,\)"),
        (lambda: shift.adjust_to_prior(P, [1.0, 0.0], [0.5, 0.5]), ValueError, "prior_from 0 for class 1"),
        (lambda: shift.adjust_to_prior(P, [0.5, 0.5], [3, 4]), ValueError, r"3 in prior_to"),
        (lambda: shift.adjust_to_prior(P, [0.5, 0.5], [0.3, 0.4]), ValueError, "prior_to whose numbers sum to 0.7"),
        (lambda: shift.adjust_to_prior(np.eye(2), [0.5, 0.5], [1.0, 0.0]), ValueError, "1 rows have probability 0"),
        (lambda: shift.em_prior(P, [0.0, 1.0]), ValueError, "em_prior got prior_source 0 for class 0"),
        (lambda: shift.em_prior(P, [0.5, 0.5], max_steps=0), ValueError, "max_steps=0"),
        (lambda: shift.em_prior(P, [0.5, 0.5], tol=-1), ValueError, "tol=-1"),
        (lambda: shift.em_prior(P[:0], [0.5, 0.5]), ValueError, r"probabilities \(0, 2\)"),
        (lambda: shift.em_prior(P * np.nan, [0.5, 0.5]), ValueError, "nan in probabilities"),
    ],
)
def test_what_cannot_be_corrected_is_refused(call, error, words):
    with pytest.raises(error, match=words):
        call()
