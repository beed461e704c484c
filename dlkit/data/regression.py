"""Noisy functions of one or more numbers, to fit."""

import numpy as np

from dlkit.data import validate

DOMAINS = {"source": (0.5, 0.5), "target": (0.0, 0.3)}  # mean and standard deviation of x


def sine(n, *, n_features=1, noise=0.1, rng=None, dtype=np.float32):
    """Product of sines y = sin(πx₁) · … · sin(πx_d) + noise: x (n, d) uniform in [−1, 1], y (n, 1), d = n_features.

    One period of a sine for d = 1, hills and hollows in the plane for d = 2. The noise is Gaussian of
    standard deviation `noise`. `rng`: a Generator or a seed, required.
    Raises ValueError if n < 1, n_features < 1 or noise < 0, TypeError if rng is missing.
    """
    n = validate.integer(n, "n", "sine", at_least=1)
    n_features = validate.integer(n_features, "n_features", "sine", at_least=1)
    noise = validate.real(noise, "noise", "sine", low=0, hint="It is a standard deviation.")
    dtype = validate.floating(dtype, "sine")
    rng = validate.generator(rng, "sine")

    x = rng.uniform(-1, 1, (n, n_features))
    y = np.sin(np.pi * x).prod(axis=1, keepdims=True) + noise * rng.standard_normal((n, 1))
    return x.astype(dtype), y.astype(dtype)


def shifted_cubic(n, *, domain="source", noise=0.3, rng=None, dtype=np.float32):
    """Covariate shift: y = x³ − x + noise in both domains, x (n, 1) drawn from another Gaussian in each, y (n, 1).

    p_S(x) = N(½, ½²) for domain "source", p_T(x) = N(0, 0.3²) for "target"; the noise is Gaussian of
    standard deviation `noise`. A straight line fitted on the source is wrong on the target, because
    it is no cubic and the source is elsewhere. `rng`: a Generator or a seed, required.
    Raises ValueError if n < 1, noise < 0 or the domain is another, TypeError if rng is missing.
    After Shimodaira (2000), "Improving predictive inference under covariate shift by weighting the log-likelihood
    function".
    """
    n = validate.integer(n, "n", "shifted_cubic", at_least=1)
    if domain not in DOMAINS:
        raise ValueError(f"shifted_cubic got domain={domain!r}: 'source' or 'target' was wanted.")
    noise = validate.real(noise, "noise", "shifted_cubic", low=0, hint="It is a standard deviation.")
    dtype = validate.floating(dtype, "shifted_cubic")
    rng = validate.generator(rng, "shifted_cubic")

    mean, std = DOMAINS[domain]
    x = rng.normal(mean, std, (n, 1))
    y = x**3 - x + noise * rng.standard_normal((n, 1))
    return x.astype(dtype), y.astype(dtype)
