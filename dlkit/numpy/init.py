"""Initial weights. Each function fills an array in place and returns it, with PyTorch's name.

A weight is (out, in), or (out, in, *kernel) for a convolution: fan_in = in · kernel size,
fan_out = out · kernel size. `rng` is a Generator or a seed. With the gain of the activation, from `calculate_gain`,

    LeCun    var = 1 / fan_in                     LeCun et al. (1998)
    Glorot   var = 2 gain² / (fan_in + fan_out)   xavier_*, Glorot and Bengio (2010)
    He       var = gain² / fan, gain² = 2 for ReLU  kaiming_*, He et al. (2015)

keep the variance of the signal from layer to layer.
"""

import math
import numbers

import numpy as np

from dlkit.numpy import validate


def calculate_gain(nonlinearity, param=None):
    """The factor on the standard deviation that makes up for what the activation takes away."""
    return _gain("calculate_gain", nonlinearity, param)


def constant_(weight, val):
    """Every entry `val`."""
    validate.float_array("constant_", weight)
    if not isinstance(val, numbers.Real):
        raise TypeError(f"constant_: val must be a number, got {val!r}")
    weight[...] = val
    return weight


def zeros_(weight):
    """Every entry 0."""
    validate.float_array("zeros_", weight)
    return constant_(weight, 0.0)


def ones_(weight):
    """Every entry 1."""
    validate.float_array("ones_", weight)
    return constant_(weight, 1.0)


def uniform_(weight, a=0.0, b=1.0, *, rng=None):
    """Independent uniform draws from [a, b)."""
    validate.float_array("uniform_", weight)
    validate.finite("uniform_", a=a, b=b)
    if b < a:
        raise ValueError(f"uniform_ got a = {a!r} and b = {b!r}: a must be at most b; are they swapped?")
    weight[...] = validate.generator("uniform_", rng).uniform(a, b, weight.shape)
    return weight


def normal_(weight, mean=0.0, std=1.0, *, rng=None):
    """Independent Gaussian draws."""
    validate.float_array("normal_", weight)
    validate.finite("normal_", mean=mean)
    validate.at_least("normal_", 0, std=std)
    weight[...] = validate.generator("normal_", rng).normal(mean, std, weight.shape)
    return weight


def lecun_uniform_(weight, *, rng=None):
    """Uniform of variance 1 / fan_in."""
    owner = "lecun_uniform_"
    return _uniform(owner, weight, _fan(owner, weight, "fan_in") ** -0.5, rng)


def lecun_normal_(weight, *, rng=None):
    """Gaussian of variance 1 / fan_in."""
    owner = "lecun_normal_"
    return _normal(owner, weight, _fan(owner, weight, "fan_in") ** -0.5, rng)


def xavier_uniform_(weight, gain=1.0, *, rng=None):
    """Uniform of variance 2 gain² / (fan_in + fan_out)."""
    return _uniform("xavier_uniform_", weight, _glorot("xavier_uniform_", weight, gain), rng)


def xavier_normal_(weight, gain=1.0, *, rng=None):
    """Gaussian of variance 2 gain² / (fan_in + fan_out)."""
    return _normal("xavier_normal_", weight, _glorot("xavier_normal_", weight, gain), rng)


def kaiming_uniform_(weight, a=0, mode="fan_in", nonlinearity="leaky_relu", *, rng=None):
    """Uniform of variance gain² / fan, the gain that of `nonlinearity` (`a`: slope of a leaky ReLU)."""
    return _uniform("kaiming_uniform_", weight, _he("kaiming_uniform_", weight, a, mode, nonlinearity), rng)


def kaiming_normal_(weight, a=0, mode="fan_in", nonlinearity="leaky_relu", *, rng=None):
    """Gaussian of variance gain² / fan, the gain that of `nonlinearity` (`a`: slope of a leaky ReLU)."""
    return _normal("kaiming_normal_", weight, _he("kaiming_normal_", weight, a, mode, nonlinearity), rng)


def orthogonal_(weight, gain=1.0, *, rng=None):
    """Rows (or columns, whichever are fewer) orthonormal times `gain`; axes after the first are joined."""
    _fans("orthogonal_", weight)
    validate.finite("orthogonal_", gain=gain)
    rows, columns = weight.shape[0], math.prod(weight.shape[1:])
    gaussian = validate.generator("orthogonal_", rng).normal(size=(max(rows, columns), min(rows, columns)))
    q, r = np.linalg.qr(gaussian)
    q *= np.sign(np.diag(r))  # makes the draw uniform over orthogonal matrices
    weight[...] = gain * (q if rows >= columns else q.T).reshape(weight.shape)
    return weight


def _fans(owner, weight):
    """fan_in and fan_out of a weight (out, in, …)."""
    validate.float_array(owner, weight)
    if weight.ndim < 2 or weight.size == 0:
        raise ValueError(
            f"{owner} got a weight of shape {weight.shape}: fan_in and fan_out need at least two axes (out, in, …), "
            "none of them empty; is this a bias?"
        )
    kernel = math.prod(weight.shape[2:])
    return weight.shape[1] * kernel, weight.shape[0] * kernel


def _fan(owner, weight, mode):
    fan_in, fan_out = _fans(owner, weight)
    if mode not in ("fan_in", "fan_out"):
        raise ValueError(f"{owner}: mode must be 'fan_in' or 'fan_out', got {mode!r}")
    return fan_in if mode == "fan_in" else fan_out


def _gain(owner, nonlinearity, param):
    if nonlinearity == "leaky_relu":
        slope = 0.01 if param is None else param
        validate.finite(owner, **{"the slope (a, param)": slope})
        return math.sqrt(2 / (1 + slope**2))
    gains = {"linear": 1.0, "conv1d": 1.0, "conv2d": 1.0, "sigmoid": 1.0, "tanh": 5 / 3, "relu": math.sqrt(2)}
    if not isinstance(nonlinearity, str) or nonlinearity not in gains:
        wanted = f"{', '.join(gains)} or leaky_relu"
        raise ValueError(f"{owner}: nonlinearity must be one of {wanted}, got {nonlinearity!r}")
    return gains[nonlinearity]


def _glorot(owner, weight, gain):
    validate.at_least(owner, 0, gain=gain)
    return gain * math.sqrt(2 / sum(_fans(owner, weight)))


def _he(owner, weight, a, mode, nonlinearity):
    return _gain(owner, nonlinearity, a) / math.sqrt(_fan(owner, weight, mode))


def _uniform(owner, weight, std, rng):
    bound = math.sqrt(3.0) * std  # a uniform on ±b has variance b²/3
    return uniform_(weight, -bound, bound, rng=validate.generator(owner, rng))


def _normal(owner, weight, std, rng):
    return normal_(weight, 0.0, std, rng=validate.generator(owner, rng))
