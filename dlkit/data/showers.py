"""Showers: simulated Cherenkov-telescope images, to tell gamma rays from hadrons.

A toy of the physics, not a shower simulation. A gamma ray from the source at the camera's centre
makes one smooth shower: one narrow ellipse whose long axis points at the centre. A hadron
arrives from anywhere and breaks up: one to three wide blobs, each with an axis of its own. Both
have the same spectrum of light, steeply falling above the trigger, so brightness alone says little.
Lengths are in pixels, charges in photo-electrons.
"""

import numpy as np

from dlkit.data import validate
from dlkit.data.detector import Blobs, Detector

NOMINAL = Detector()
MOST_BLOBS = 3
TRIGGER, BRIGHTEST = 100.0, 3000.0  # photo-electrons
SPECTRAL_INDEX = 1.2  # of the integral spectrum: showers brighter than S come at a rate S^-1.2


def showers(n, *, detector=NOMINAL, gamma_fraction=0.5, rng=None, dtype=np.float32):
    """n showers seen by `detector`: images (n, 1, 20, 20) in photo-electrons, y int64 (n,), 1 = gamma, 0 = hadron.

    round(n · gamma_fraction) of them are gammas, in random order. Noise makes pixels negative: the
    mean night sky is already subtracted. `rng`: a Generator or a seed, required; one seed sends the
    same showers to every detector. Simulated in float32 whatever dtype is.
    Raises ValueError if n < 1 or gamma_fraction is outside 0..1, TypeError if rng is missing or
    detector is not a Detector.
    After Hillas (1985), "Cerenkov light images of EAS produced by primary gamma rays and by nuclei",
    19th International Cosmic Ray Conference, vol. 3, p. 445.
    """
    n = validate.integer(n, "n", "showers", at_least=1)
    gamma_fraction = validate.fraction(gamma_fraction, "gamma_fraction", "showers")
    if not isinstance(detector, Detector):
        raise TypeError(f"showers got detector={detector!r}: a Detector was wanted, as in Detector(night_sky=8.0).")
    dtype = validate.floating(dtype, "showers")
    rng = validate.generator(rng, "showers")

    n_gammas = round(n * gamma_fraction)
    order = rng.permutation(n)
    y = (order < n_gammas).astype(np.int64)
    both = zip(gamma_blobs(n_gammas, rng), hadron_blobs(n - n_gammas, rng))
    blobs = Blobs(*(np.concatenate(fields)[order] for fields in both))
    return detector.record(blobs, rng).astype(dtype, copy=False), y


def gamma_blobs(n, rng):
    """n gamma rays from a source at the camera's centre: the Blobs (n, 3) they send, one each."""
    charge = _spectrum(n, rng)
    # More energetic showers are longer and a little wider.
    brightness = np.log(charge / TRIGGER)
    length = (2.2 + 0.15 * brightness) * _scatter(0.2, n, rng)
    width = (0.7 + 0.08 * brightness) * _scatter(0.2, n, rng)
    # The farther the shower's core is from the telescope, the farther its image is from the source.
    distance = rng.uniform(1.5, 6.5, n)
    direction = rng.uniform(0, 2 * np.pi, n)
    x, y = distance * np.cos(direction), distance * np.sin(direction)
    blobs = Blobs(charge, x, y, length, np.minimum(width, length), axis=direction)
    absent = ((0, 0), (0, MOST_BLOBS - 1))
    return Blobs(*(np.pad(field[:, None], absent) for field in blobs))


def hadron_blobs(n, rng):
    """n hadrons from anywhere: the Blobs (n, 3) they send, one to three each."""
    each = (n, MOST_BLOBS)
    number = rng.choice([1, 2, 3], size=n, p=[0.2, 0.4, 0.4])
    share = rng.gamma(2.0, size=each) * (np.arange(MOST_BLOBS) < number[:, None])
    share /= share.sum(axis=1, keepdims=True)
    # The shower falls anywhere on the camera; its blobs are scattered about it.
    distance = 6.0 * np.sqrt(rng.random(n))
    direction = rng.uniform(0, 2 * np.pi, n)
    x = (distance * np.cos(direction))[:, None] + rng.normal(0, 2.2, each)
    y = (distance * np.sin(direction))[:, None] + rng.normal(0, 2.2, each)
    length = 1.6 * _scatter(0.3, each, rng)
    width = length * rng.uniform(0.5, 0.95, each)
    return Blobs(_spectrum(n, rng)[:, None] * share, x, y, length, width, axis=rng.uniform(0, np.pi, each))


def _spectrum(n, rng):
    """Charges of a power law between TRIGGER and BRIGHTEST, by inverting its distribution function."""
    rate_of_brightest = (BRIGHTEST / TRIGGER) ** -SPECTRAL_INDEX
    return TRIGGER * rng.uniform(rate_of_brightest, 1, n) ** (-1 / SPECTRAL_INDEX)


def _scatter(std, shape, rng):
    """Factors with median 1 whose logarithm has standard deviation `std`."""
    return np.exp(rng.normal(0, std, shape))
