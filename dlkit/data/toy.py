"""Points in the plane, in classes: easy ones, and some that no straight line separates."""

import numpy as np

from dlkit.data import validate


def two_moons(n, *, noise=0.1, rng=None, dtype=np.float32):
    """Two interleaved half circles of radius 1: x (n, 2), y int64 (n,), in random order.

    With t uniform in [0, π], class 0 lies on (cos t, sin t), class 1 on (1 − cos t, ½ − sin t);
    each coordinate gets Gaussian noise of standard deviation `noise`. The classes are balanced
    (class 0 has one point more if n is odd). `rng`: a Generator or a seed, required.
    Raises ValueError if n < 1 or noise < 0, TypeError if rng is missing.
    """
    n = validate.integer(n, "n", "two_moons", at_least=1)
    noise = validate.real(noise, "noise", "two_moons", low=0, hint="It is a standard deviation.")
    dtype = validate.floating(dtype, "two_moons")
    rng = validate.generator(rng, "two_moons")

    y = _balanced_labels(n, 2, rng)
    t = rng.uniform(0, np.pi, n)
    upper = np.stack([np.cos(t), np.sin(t)], axis=1)
    lower = np.array([1, 0.5]) - upper
    x = np.where(y[:, None] == 0, upper, lower) + noise * rng.standard_normal((n, 2))
    return x.astype(dtype), y


def spirals(n, *, n_classes=2, turns=1.5, noise=0.1, rng=None, dtype=np.float32):
    """Interleaved Archimedean arms, one a class: x (n, 2), y int64 (n,), in random order.

    An arm winds `turns` times about the origin and its radius grows by 1 each turn, so neighbouring
    arms are 1 / n_classes apart. Arm k is turned by k / n_classes of a full turn. Each coordinate
    gets Gaussian noise of standard deviation `noise`; the classes are balanced to within one point.
    `rng`: a Generator or a seed, required.
    Raises ValueError if n < 1, n_classes < 2, turns ≤ 0 or noise < 0, TypeError if rng is missing.
    """
    n = validate.integer(n, "n", "spirals", at_least=1)
    n_classes = validate.integer(n_classes, "n_classes", "spirals", at_least=2)
    turns = validate.real(turns, "turns", "spirals", low=0)
    if turns == 0:
        raise ValueError("spirals got turns=0: every arm would be a single point; it must be positive.")
    noise = validate.real(noise, "noise", "spirals", low=0, hint="It is a standard deviation.")
    dtype = validate.floating(dtype, "spirals")
    rng = validate.generator(rng, "spirals")

    y = _balanced_labels(n, n_classes, rng)
    # The arm's length grows with the square of the radius: the root spreads points evenly along it.
    radius = turns * np.sqrt(rng.random(n))
    angle = 2 * np.pi * (radius + y / n_classes)
    x = radius[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    x += noise * rng.standard_normal((n, 2))
    return x.astype(dtype), y


def blobs(n, *, n_classes=3, radius=2.0, noise=0.5, rng=None, dtype=np.float32):
    """One round Gaussian a class: x (n, 2), y int64 (n,), in random order.

    The centre of class k is radius · (cos 2πk/K, sin 2πk/K), K = n_classes; each coordinate gets Gaussian
    noise of standard deviation `noise`. The classes are balanced to within one point, so the ideal
    classifier takes the nearest centre. `rng`: a Generator or a seed, required.
    Raises ValueError if n < 1, n_classes < 2, radius < 0 or noise < 0, TypeError if rng is missing.
    """
    n = validate.integer(n, "n", "blobs", at_least=1)
    n_classes = validate.integer(n_classes, "n_classes", "blobs", at_least=2)
    radius = validate.real(radius, "radius", "blobs", low=0)
    noise = validate.real(noise, "noise", "blobs", low=0, hint="It is a standard deviation.")
    dtype = validate.floating(dtype, "blobs")
    rng = validate.generator(rng, "blobs")

    y = _balanced_labels(n, n_classes, rng)
    angle = 2 * np.pi * y / n_classes
    x = radius * np.stack([np.cos(angle), np.sin(angle)], axis=1) + noise * rng.standard_normal((n, 2))
    return x.astype(dtype), y


def xor(n, *, noise=0.1, rng=None, dtype=np.float32):
    """The corners of the unit square, y = x₁ XOR x₂: x (n, 2), y int64 (n,), in random order.

    Each coordinate gets Gaussian noise of standard deviation `noise`; 0 gives the truth table itself. The
    four corners are balanced to within one point. `rng`: a Generator or a seed, required.
    Raises ValueError if n < 1 or noise < 0, TypeError if rng is missing.
    Minsky and Papert (1969), "Perceptrons".
    """
    n = validate.integer(n, "n", "xor", at_least=1)
    noise = validate.real(noise, "noise", "xor", low=0, hint="It is a standard deviation.")
    dtype = validate.floating(dtype, "xor")
    rng = validate.generator(rng, "xor")

    corner = _balanced_labels(n, 4, rng)
    bits = np.stack([corner // 2, corner % 2], axis=1)
    x = bits + noise * rng.standard_normal((n, 2))
    return x.astype(dtype), bits[:, 0] ^ bits[:, 1]


def _balanced_labels(n, n_classes, rng):
    return rng.permutation(np.arange(n, dtype=np.int64) % n_classes)
