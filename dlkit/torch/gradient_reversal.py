"""Gradient reversal: what follows learns to do it, what comes before learns to prevent it."""

import torch

from dlkit.numpy import validate
from dlkit.torch.validate import floating


class GradientReversal(torch.nn.Module):
    """y = x, but ∂L/∂x = −λ ∂L/∂y: on purpose not the gradient of what it computes.

    `lambda_` may be changed between steps.
    """

    def __init__(self, lambda_=1.0):
        super().__init__()
        validate.at_least("GradientReversal", 0, lambda_=lambda_)
        self.lambda_ = lambda_

    def forward(self, x):
        floating("GradientReversal", input=x)
        return _Reversal.apply(x, float(self.lambda_))

    def extra_repr(self):
        return f"lambda_={self.lambda_}"


class _Reversal(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, lambda_):
        ctx.lambda_ = lambda_
        return x.view_as(x)

    @staticmethod
    def backward(ctx, grad_y):
        return grad_y * -ctx.lambda_, None
