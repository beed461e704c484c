"""Initial weights: PyTorch's own functions, and LeCun's, which it lacks."""

import math

from torch.nn.init import (
    _calculate_fan_in_and_fan_out,
    calculate_gain,
    constant_,
    kaiming_normal_,
    kaiming_uniform_,
    normal_,
    ones_,
    orthogonal_,
    uniform_,
    xavier_normal_,
    xavier_uniform_,
    zeros_,
)

from dlkit.torch.validate import floating

__all__ = [
    "calculate_gain", "constant_", "kaiming_normal_", "kaiming_uniform_", "lecun_normal_", "lecun_uniform_",
    "normal_", "ones_", "orthogonal_", "uniform_", "xavier_normal_", "xavier_uniform_", "zeros_",
]


def lecun_normal_(tensor, generator=None):
    """Gaussian of variance 1 / fan_in, in place. LeCun et al. (1998)."""
    return normal_(tensor, 0.0, _fan_in("lecun_normal_", tensor) ** -0.5, generator=generator)


def lecun_uniform_(tensor, generator=None):
    """Uniform of variance 1 / fan_in, in place. LeCun et al. (1998)."""
    bound = math.sqrt(3 / _fan_in("lecun_uniform_", tensor))  # a uniform on ±b has variance b²/3
    return uniform_(tensor, -bound, bound, generator=generator)


def _fan_in(owner, tensor):
    floating(owner, tensor=tensor)
    if tensor.ndim < 2 or tensor.numel() == 0:
        raise ValueError(
            f"{owner} got a weight of shape {tuple(tensor.shape)}: fan_in needs at least two axes (out, in, …), "
            "none of them empty; is this a bias?"
        )
    return _calculate_fan_in_and_fan_out(tensor)[0]
