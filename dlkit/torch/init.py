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

__all__ = [
    "calculate_gain", "constant_", "kaiming_normal_", "kaiming_uniform_", "lecun_normal_", "lecun_uniform_",
    "normal_", "ones_", "orthogonal_", "uniform_", "xavier_normal_", "xavier_uniform_", "zeros_",
]


def lecun_normal_(tensor, generator=None):
    """Gaussian of variance 1 / fan_in, in place. LeCun et al. (1998)."""
    fan_in, _ = _calculate_fan_in_and_fan_out(tensor)
    return normal_(tensor, 0.0, fan_in**-0.5, generator=generator)


def lecun_uniform_(tensor, generator=None):
    """Uniform of variance 1 / fan_in, in place. LeCun et al. (1998)."""
    fan_in, _ = _calculate_fan_in_and_fan_out(tensor)
    bound = math.sqrt(3 / fan_in)  # a uniform on ±b has variance b²/3
    return uniform_(tensor, -bound, bound, generator=generator)
