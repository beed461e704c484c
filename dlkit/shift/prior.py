"""Label shift from calibrated probabilities: Bayes' rule with another prior, and the prior itself by EM."""

from typing import NamedTuple

import numpy as np

from dlkit.shift import validate


class PriorHistory(NamedTuple):
    """The steps of `em_prior`, the start included."""

    prior: np.ndarray  # the last p_T(y), (K,)
    priors: np.ndarray  # (steps + 1, K)
    log_likelihoods: np.ndarray  # mean log p_T(x)/p_S(x) under each of them, (steps + 1,), never falls
    converged: bool  # False if max_steps came first


def adjust_to_prior(probabilities, prior_from, prior_to):
    """p_T(y | x) ∝ p_S(y | x) p_T(y)/p_S(y), each row made to sum to 1.

    probabilities float (n, K) under `prior_from` (K,); returns (n, K) under `prior_to` (K,), the same
    dtype. Assumes label shift: p(x | y) does not change. prior_from must be positive: what was never
    seen cannot be weighted up. Raises ValueError otherwise, or if a row has only classes that prior_to forbids.
    """
    p = validate.class_probabilities(probabilities, "probabilities", "adjust_to_prior")
    ratio = _ratio(prior_from, prior_to, p.shape[1])
    adjusted = p * ratio.astype(p.dtype)
    total = adjusted.sum(axis=1, keepdims=True)
    if (total == 0).any():
        raise ValueError(
            f"adjust_to_prior got prior_to {np.asarray(prior_to).tolist()}, under which {(total == 0).sum()} rows have "
            "probability 0 for every class."
        )
    return adjusted / total


def em_prior(probabilities, prior_source, *, tol=1e-8, max_steps=10_000):
    """Maximum likelihood p_T(y) from p_S(y | x) of unlabelled target examples, by expectation-maximisation.

    From π = p_S(y), repeated: responsibilities r_ik ∝ p_S(k | x_i) π_k/p_S(k) (`adjust_to_prior`), then
    π_k = (1/n) Σ_i r_ik. Each step raises the concave mean log Σ_k p_S(k | x_i) π_k/p_S(k), or leaves it.
    Stops when no π_k moves by more than `tol`, or after `max_steps`.

    probabilities float (n, K), prior_source (K,), positive; returns PriorHistory. Assumes label shift and
    probabilities calibrated on the source: over-confident ones give a wrong prior, with confidence.
    Saerens, Latinne and Decaestecker (2002), "Adjusting the outputs of a classifier to new a priori probabilities:
    a simple procedure".
    """
    p = validate.class_probabilities(probabilities, "probabilities", "em_prior").astype(np.float64)
    tol = validate.number(tol, "tol", "em_prior", low=0)
    max_steps = validate.count(max_steps, "max_steps", "em_prior", at_least=1)
    prior_source = validate.prior(prior_source, "prior_source", "em_prior", p.shape[1])
    density_ratio = p / _positive(prior_source, "prior_source", "em_prior")  # p(x | y)/p_S(x)

    priors, likelihoods = [prior_source / prior_source.sum()], []
    converged = False
    while True:
        evidence = density_ratio @ priors[-1]
        likelihoods.append(np.log(evidence).mean())
        if converged or len(priors) > max_steps:
            return PriorHistory(priors[-1], np.array(priors), np.array(likelihoods), converged)
        priors.append((density_ratio / evidence[:, None]).mean(axis=0) * priors[-1])
        converged = bool(np.abs(priors[-1] - priors[-2]).max() <= tol)


def _ratio(prior_from, prior_to, n_classes):
    prior_from = validate.prior(prior_from, "prior_from", "adjust_to_prior", n_classes)
    prior_to = validate.prior(prior_to, "prior_to", "adjust_to_prior", n_classes)
    return prior_to / _positive(prior_from, "prior_from", "adjust_to_prior")


def _positive(prior, name, who):
    if prior.min() == 0:
        raise ValueError(f"{who} got {name} 0 for class {prior.argmin()}: it must be positive; the classifier was never shown that class.")
    return prior
