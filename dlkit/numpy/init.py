"""Initial weights. Each function fills an array in place and returns it, with PyTorch's name.

A weight is (out, in), or (out, in, *kernel) for a convolution: fan_in = in · kernel size,
fan_out = out · kernel size. `rng` is a Generator or a seed. With ⟨φ⟩ the gain of the activation,

    LeCun    var = 1 / fan_in                     LeCun et al. (1998)
    Glorot   var = 2 gain² / (fan_in + fan_out)   xavier_*, Glorot and Bengio (2010)
    He       var = gain² / fan, gain² = 2 for ReLU  kaiming_*, He et al. (2015)

keep the variance of the signal from layer to layer.
"""

import math

import numpy as np


def calculate_gain(nonlinearity, param=None):
    """The factor on the standard deviation that makes up for what the activation takes away."""
    if nonlinearity == "leaky_relu":
        slope = 0.01 if param is None else param
        return math.sqrt(2 / (1 + slope**2))
    gains = {"linear": 1.0, "conv1d": 1.0, "conv2d": 1.0, "sigmoid": 1.0, "tanh": 5 / 3, "relu": math.sqrt(2)}
    if nonlinearity not in gains:
        raise ValueError(f"calculate_gain got {nonlinearity!r}: it knows {', '.join(gains)} and leaky_relu")
    return gains[nonlinearity]


def _fans(weight):
    if weight.ndim < 2:
        raise ValueError(
            f"fan_in and fan_out need a weight of at least two axes (out, in, …), got shape {weight.shape}; "
            "is this a bias?"
        )
    kernel = math.prod(weight.shape[2:])
    return weight.shape[1] * kernel, weight.shape[0] * kernel


def _fan(weight, mode):
    fan_in, fan_out = _fans(weight)
    if mode not in ("fan_in", "fan_out"):
        raise ValueError(f"mode must be 'fan_in' or 'fan_out', got {mode!r}")
    return fan_in if mode == "fan_in" else fan_out


def constant_(weight, val):
    """Every entry `val`."""
    weight[...] = val
    return weight


def zeros_(weight):
    """Every entry 0."""
    return constant_(weight, 0.0)


def ones_(weight):
    """Every entry 1."""
    return constant_(weight, 1.0)


def uniform_(weight, a=0.0, b=1.0, *, rng=None):
    """Independent uniform draws from [a, b)."""
    weight[...] = np.random.default_rng(rng).uniform(a, b, weight.shape)
    return weight


def normal_(weight, mean=0.0, std=1.0, *, rng=None):
    """Independent Gaussian draws."""
    weight[...] = np.random.default_rng(rng).normal(mean, std, weight.shape)
    return weight


def _uniform_of_std(weight, std, rng):
    bound = math.sqrt(3.0) * std  # a uniform on ±b has variance b²/3
    return uniform_(weight, -bound, bound, rng=rng)


def lecun_uniform_(weight, *, rng=None):
    """Uniform of variance 1 / fan_in."""
    return _uniform_of_std(weight, _fan(weight, "fan_in") ** -0.5, rng)


def lecun_normal_(weight, *, rng=None):
    """Gaussian of variance 1 / fan_in."""
    return normal_(weight, 0.0, _fan(weight, "fan_in") ** -0.5, rng=rng)


def xavier_uniform_(weight, gain=1.0, *, rng=None):
    """Uniform of variance 2 gain² / (fan_in + fan_out)."""
    return _uniform_of_std(weight, gain * math.sqrt(2 / sum(_fans(weight))), rng)


def xavier_normal_(weight, gain=1.0, *, rng=None):
    """Gaussian of variance 2 gain² / (fan_in + fan_out)."""
    return normal_(weight, 0.0, gain * math.sqrt(2 / sum(_fans(weight))), rng=rng)


def kaiming_uniform_(weight, a=0, mode="fan_in", nonlinearity="leaky_relu", *, rng=None):
    """Uniform of variance gain² / fan, the gain that of `nonlinearity` (`a`: slope of a leaky ReLU)."""
    return _uniform_of_std(weight, calculate_gain(nonlinearity, a) / math.sqrt(_fan(weight, mode)), rng)


def kaiming_normal_(weight, a=0, mode="fan_in", nonlinearity="leaky_relu", *, rng=None):
    """Gaussian of variance gain² / fan, the gain that of `nonlinearity` (`a`: slope of a leaky ReLU)."""
    return normal_(weight, 0.0, calculate_gain(nonlinearity, a) / math.sqrt(_fan(weight, mode)), rng=rng)


def orthogonal_(weight, gain=1.0, *, rng=None):
    """Rows (or columns, whichever are fewer) orthonormal times `gain`; axes after the first are joined."""
    _fans(weight)
    rows, columns = weight.shape[0], math.prod(weight.shape[1:])
    gaussian = np.random.default_rng(rng).normal(size=(max(rows, columns), min(rows, columns)))
    q, r = np.linalg.qr(gaussian)
    q *= np.sign(np.diag(r))  # makes the draw uniform over orthogonal matrices
    weight[...] = gain * (q if rows >= columns else q.T).reshape(weight.shape)
    return weight
