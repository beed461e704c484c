"""Class-conditional label noise: labels are flipped at a rate that depends on the class alone.

ρ₊ = P(ỹ negative | y positive), ρ₋ = P(ỹ positive | y negative), ρ₊ + ρ₋ < 1; η(x) = P(y positive | x) and
η̃(x) = P(ỹ positive | x) are those of the clean and of the noisy label. Labels are 1 and 0. Every function
assumes that the flip depends on y and on nothing else, x included.
Menon, van Rooyen, Ong and Williamson (2015), "Learning from corrupted binary labels via class-probability estimation".
"""

import numpy as np

from dlkit.data.validate import generator
from dlkit.shift import validate


def flip_labels(y, rho_pos, rho_neg, *, rng=None):
    """Noisy labels ỹ, int64 (n,): each 1 of y (n,) becomes 0 with probability ρ₊, each 0 becomes 1 with ρ₋.

    `rng`: a Generator or a seed, required.
    """
    y = validate.labels(y, "y", "flip_labels", 2)
    rho_pos, rho_neg = _rates(rho_pos, rho_neg, "flip_labels")
    flipped = generator(rng, "flip_labels").random(len(y)) < np.where(y == 1, rho_pos, rho_neg)
    return np.where(flipped, 1 - y, y).astype(np.int64)


def noisy_probability(eta, rho_pos, rho_neg):
    """η̃ = (1 − ρ₊ − ρ₋) η + ρ₋, (n,): of the noisy label, from η (n,) of the clean one."""
    eta = validate.numbers_in(eta, "eta", "noisy_probability", low=0, high=1)
    rho_pos, rho_neg = _rates(rho_pos, rho_neg, "noisy_probability")
    return (1 - rho_pos - rho_neg) * eta + rho_neg


def clean_probability(eta_noisy, rho_pos, rho_neg):
    """η = (η̃ − ρ₋)/(1 − ρ₊ − ρ₋), (n,), the inverse of `noisy_probability`, cut to 0..1.

    The cut matters for an estimated η̃, which may leave ρ₋..1 − ρ₊. Increasing in η̃: the order of the
    examples, and with it the ROC curve, is the same.
    """
    eta_noisy = validate.numbers_in(eta_noisy, "eta_noisy", "clean_probability", low=0, high=1)
    rho_pos, rho_neg = _rates(rho_pos, rho_neg, "clean_probability")
    return ((eta_noisy - rho_neg) / (1 - rho_pos - rho_neg)).clip(0, 1)


def noise_rates(eta_noisy, *, quantile=0.0):
    """(ρ₊, ρ₋) from the range of η̃ (n,): ρ₋ = min η̃, ρ₊ = 1 − max η̃.

    `quantile` q takes the q- and (1 − q)-quantiles in place of the extremes, which are the noisiest numbers
    of an estimated η̃. Also assumes that some examples are certain, η(x) = 0 and η(x) = 1; where none
    are, the rates are upper bounds. A classifier that cannot be certain (strong penalty) breaks it too.
    Raises ValueError if η̃ is constant: rates and prior cannot be told apart.
    """
    eta_noisy = validate.numbers_in(eta_noisy, "eta_noisy", "noise_rates", low=0, high=1)
    quantile = validate.number(quantile, "quantile", "noise_rates", low=0, high=0.49)
    low, high = np.quantile(eta_noisy, [quantile, 1 - quantile]).tolist()
    if low == high:
        raise ValueError(f"noise_rates got eta_noisy {low:g} throughout: it must vary; has the classifier learned anything?")
    return 1 - high, low


def noisy_threshold(rho_pos, rho_neg, *, threshold=0.5):
    """(1 − ρ₊ − ρ₋) t + ρ₋: η̃ is above it exactly where η is above t; (1 − ρ₊ + ρ₋)/2 for t = ½."""
    rho_pos, rho_neg = _rates(rho_pos, rho_neg, "noisy_threshold")
    threshold = validate.number(threshold, "threshold", "noisy_threshold", low=0, high=1)
    return (1 - rho_pos - rho_neg) * threshold + rho_neg


def _rates(rho_pos, rho_neg, who):
    rho_pos = validate.number(rho_pos, "rho_pos", who, low=0, high=1)
    rho_neg = validate.number(rho_neg, "rho_neg", who, low=0, high=1)
    if rho_pos + rho_neg >= 1:
        raise ValueError(
            f"{who} got rho_pos={rho_pos:g} and rho_neg={rho_neg:g}: their sum must be below 1; "
            "at 1 the noisy label says nothing, above it 0 and 1 have changed names."
        )
    return rho_pos, rho_neg
