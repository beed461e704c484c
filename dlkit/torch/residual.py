"""Residual: layers that learn what to add to their input."""

from torch.nn import Sequential

from dlkit.torch.validate import floating


class Residual(Sequential):
    """y = x + f(x), f the layers one after another; the parameters are named as in Sequential(*layers).

    Raises ValueError if f changes the shape.
    """

    def forward(self, x):
        floating("Residual", input=x)
        branch = super().forward(x)
        if branch.shape != x.shape:
            raise ValueError(
                f"Residual got input {tuple(x.shape)}, but its layers make {tuple(branch.shape)} of it: to be added "
                "they must keep the shape; is a padding missing, or a width changed?"
            )
        return x + branch
