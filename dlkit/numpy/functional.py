"""Stable sigmoid, logsumexp, softmax and log-softmax: plain functions of arrays."""

import numpy as np

from dlkit.numpy import validate


def sigmoid(z):
    """σ(z) = 1 / (1 + e^−z), elementwise, without overflow for any z, an array or a number."""
    if not isinstance(z, (float, np.floating)):
        validate.float_array("sigmoid", z)
    e = np.exp(-np.abs(z))  # at most 1: the larger exponential is never formed
    return np.where(z >= 0, 1, e) / (1 + e)


def logsumexp(z, dim, keepdim=False):
    """log Σ_k e^{z_k} along axis `dim`; the largest exponent formed is 0.

    A slice of −∞ gives −∞, one that holds +∞ gives +∞.
    """
    _check("logsumexp", z, dim)
    z_max = z.max(axis=dim, keepdims=True, initial=-np.inf)
    z_max = np.where(np.isfinite(z_max), z_max, 0)  # ∞ − ∞ would be nan
    with np.errstate(divide="ignore", over="ignore"):  # log 0 = −∞ and e^∞ = ∞ are the right values
        value = z_max + np.log(np.exp(z - z_max).sum(axis=dim, keepdims=True))
    return value if keepdim else value.squeeze(dim)


def softmax(z, dim):
    """e^{z_k} / Σ_j e^{z_j} along axis `dim`, the shape of z."""
    _check("softmax", z, dim)
    e = np.exp(z - z.max(axis=dim, keepdims=True, initial=-np.inf))  # softmax is shift-invariant
    return e / e.sum(axis=dim, keepdims=True)


def log_softmax(z, dim):
    """z_k − log Σ_j e^{z_j} along axis `dim`: finite where the softmax itself underflows to 0."""
    _check("log_softmax", z, dim)
    if z.size == 0:
        return z.copy()
    shifted = z - z.max(axis=dim, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=dim, keepdims=True))


def _check(owner, z, dim):
    validate.float_array(owner, z)
    if not isinstance(dim, (int, np.integer)) or not -z.ndim <= dim < z.ndim:
        raise ValueError(f"{owner} got input {z.shape} and dim = {dim!r}: dim must be the number of one of its axes")
