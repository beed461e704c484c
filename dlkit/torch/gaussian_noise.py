"""Gaussian noise on the signal while training."""

import torch

from dlkit.numpy import validate
from dlkit.torch.validate import floating


class GaussianNoise(torch.nn.Module):
    """y = x + std ε with ε ~ N(0, 1) for every entry in training, y = x in evaluation.

    The noise comes from PyTorch's global generator, as Dropout's masks do: torch.manual_seed sets it.
    """

    def __init__(self, std):
        super().__init__()
        validate.at_least("GaussianNoise", 0, std=std)
        self.std = std

    def forward(self, x):
        floating("GaussianNoise", input=x)
        return x + self.std * torch.randn_like(x) if self.training else x

    def extra_repr(self):
        return f"std={self.std}"
