"""Residual: layers that learn what to add to their input."""

from dlkit.numpy import validate
from dlkit.numpy.sequential import Sequential


class Residual(Sequential):
    """y = x + f(x), f the layers one after another, so x̄ = ȳ + Jᵀ ȳ: the gradient has a way around f.

    Its parameters are named as in Sequential(*layers). Raises ValueError if f changes the shape.
    He et al. (2016).
    """

    def forward(self, x):
        validate.float_array("Residual", x)
        branch = super().forward(x)
        if branch.shape != x.shape:
            raise ValueError(
                f"Residual got input {x.shape}, but its layers make {branch.shape} of it: to be added they must "
                "keep the shape; is a padding missing, or a width changed?"
            )
        return x + branch

    def backward(self, grad_y):
        return grad_y + super().backward(grad_y)
