"""Gradient reversal: what follows learns to do it, what comes before learns to prevent it."""

from dlkit.numpy import validate
from dlkit.numpy.module import Module


class GradientReversal(Module):
    """y = x, but x̄ = −λ ȳ: on purpose not the gradient of what it computes.

    Between features and a domain classifier it makes the features worse at telling the domains apart.
    `lambda_` may be changed between steps. Ganin and Lempitsky (2015).
    """

    def __init__(self, lambda_=1.0):
        validate.at_least("GradientReversal", 0, lambda_=lambda_)
        self.lambda_ = lambda_
        self.x_shape = None

    def forward(self, x):
        validate.float_array("GradientReversal", x)
        self.x_shape = x.shape
        return x

    def backward(self, grad_y):
        validate.upstream("GradientReversal", grad_y, self.x_shape)
        return grad_y * -float(self.lambda_)

    def extra_repr(self):
        return f"lambda_={self.lambda_}"
