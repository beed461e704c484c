"""Regression with a predicted scale, which PyTorch has for Gaussian noise only."""

import math

import torch
from torch import nn

from dlkit.numpy import validate
from dlkit.torch.validate import floating
from dlkit.torch.validate import reduction as check_reduction


class LaplaceNLLLoss(nn.Module):
    """ℓ = log b + |input − target|/b for predicted medians and scales b: loss(input, target, scale).

    Options and shapes are those of torch.nn.GaussianNLLLoss: `full` adds the constant log 2, a scale below `eps`
    counts as `eps` and has the gradient there. Raises ValueError for a negative scale or one of another shape.
    """

    def __init__(self, *, full=False, eps=1e-6, reduction="mean"):
        super().__init__()
        check_reduction("LaplaceNLLLoss", reduction)
        validate.at_least("LaplaceNLLLoss", 0, eps=eps)
        self.full, self.eps, self.reduction = full, eps, reduction

    def forward(self, input, target, scale):
        floating("LaplaceNLLLoss", input=input, target=target)
        if target.shape != input.shape:
            raise ValueError(
                f"LaplaceNLLLoss got predictions {tuple(input.shape)} and targets {tuple(target.shape)}: "
                "the shapes must be equal; was an axis of size 1 lost or left?"
            )
        b = self._checked(input, scale).clone()
        with torch.no_grad():
            b.clamp_(min=self.eps)  # unseen by autograd
        values = torch.log(b) + torch.abs(input - target) / b
        if self.full:
            values = values + math.log(2)
        return values if self.reduction == "none" else getattr(values, self.reduction)()

    def _checked(self, input, scale):
        if not isinstance(scale, torch.Tensor):
            validate.at_least("LaplaceNLLLoss", 0, scale=scale)
            scale = torch.full_like(input, scale, requires_grad=False)
        if scale.shape != input.shape and scale.shape == input.shape[:-1]:
            scale = scale[..., None]
        others = [size for size, wanted in zip(scale.shape, input.shape) if size != wanted]
        if scale.ndim != input.ndim or others not in ([], [1]):
            raise ValueError(
                f"LaplaceNLLLoss got scale {tuple(scale.shape)} for predictions {tuple(input.shape)}: it must have "
                "their shape, with one axis of size 1 or without the last axis where one is shared"
            )
        if (scale < 0).any():
            raise ValueError(
                f"LaplaceNLLLoss got a scale of {scale.min():g}: a scale is not negative; "
                "does the network give its logarithm? then pass its exp()"
            )
        return scale
