"""Modular addition: a small table, part of it shown, to watch a network memorise before it generalises."""

import numpy as np

from dlkit.data import validate
from dlkit.data.splits import split


def modular_addition(p, fraction=0.5, *, rng=None):
    """All p² pairs (a, b) and their labels (a + b) mod p, a random `fraction` of them to train on.

    Returns (x_train, y_train), (x_test, y_test): x int64 (n, 2) in 0..p − 1, y int64 (n,) in 0..p − 1.
    Every pair is in exactly one part; (a, b) and (b, a) may be in different ones. `rng`: a Generator
    or a seed, required.
    Raises ValueError if p < 2, fraction is outside 0..1, or a part would be empty, TypeError if rng is missing.
    Power et al. (2022), "Grokking: generalization beyond overfitting on small algorithmic datasets".
    """
    p = validate.integer(p, "p", "modular_addition", at_least=2)
    fraction = validate.fraction(fraction, "fraction", "modular_addition")
    rng = validate.generator(rng, "modular_addition")
    if not 0 < round(p**2 * fraction) < p**2:
        raise ValueError(f"modular_addition got fraction={fraction:g} of {p**2} pairs: one part would be empty; it must leave some for each.")
    x = np.indices((p, p)).reshape(2, -1).T.astype(np.int64)
    return split(x, x.sum(axis=1) % p, fractions=(fraction, 1 - fraction), rng=rng)
