"""Importance weights of source examples, from a classifier that tells the domains apart, and what they cost."""

import numpy as np

from dlkit.shift import validate


def domain_weights(target_probability, n_source, n_target, *, clip=None):
    """w = p_T(x)/p_S(x) = (n_S/n_T) q/(1 − q), with q = p(target | x) of a probabilistic domain classifier.

    target_probability (n,): q of source examples; n_source, n_target: how many of each domain the
    classifier was trained on, whose ratio Bayes' rule leaves in q/(1 − q). `clip`: the largest weight
    allowed, for less variance and some bias. Returns (n,), the dtype of q.
    Assumes covariate shift (p(y | x) is the same in both domains), p_S(x) > 0 wherever p_T(x) > 0, and a
    calibrated classifier; take q from held-out predictions, an overfitted classifier separates its own
    training examples.
    Raises ValueError for q outside 0..1, or for q = 1 without `clip`: its weight is infinite.
    Bickel, Brückner and Scheffer (2009), "Discriminative learning under covariate shift".
    """
    q = validate.numbers_in(
        target_probability, "target_probability", "domain_weights", low=0, high=1, hint="Are these logits?"
    )
    n_source = validate.count(n_source, "n_source", "domain_weights", at_least=1)
    n_target = validate.count(n_target, "n_target", "domain_weights", at_least=1)
    if clip is None:
        if (q == 1).any():
            raise ValueError(
                f"domain_weights got target_probability 1 for {(q == 1).sum()} source examples: their weight is "
                "infinite; is the classifier overfitted, or do the domains not overlap? Pass clip= to bound them."
            )
        return n_source / n_target * q / (1 - q)
    clip = validate.number(clip, "clip", "domain_weights", above=0)
    with np.errstate(divide="ignore"):
        return np.minimum(n_source / n_target * q / (1 - q), clip)


def effective_sample_size(weights):
    """(Σ w)²/Σ w²: as many equally weighted examples give a mean of the same variance.

    weights (n,), 0 or larger. From 1, one example has all the weight, to n, all have the same; the unit
    of the weights cancels. Assumes that the weighted quantity has the same variance everywhere.
    Raises ValueError if a weight is negative or not finite, or all are 0.
    Kong (1992), "A note on importance sampling using standardized weights", Univ. of Chicago.
    """
    w = validate.numbers_in(weights, "weights", "effective_sample_size", low=0).astype(np.float64)
    if w.max() == 0:
        raise ValueError("effective_sample_size got weights that are all 0: no example is left; at least one must be larger.")
    w = w / w.max()  # squares of tiny or huge weights would leave the range of floats
    return float(w.sum() ** 2 / (w**2).sum())
