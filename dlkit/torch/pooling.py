"""Global pooling, which PyTorch has under no name of its own."""

import torch
from torch.nn import functional

from dlkit.torch.validate import floating


class GlobalAvgPool2d(torch.nn.Module):
    """y[n, c] = (1/HW) Σ_{h, w} x[n, c, h, w]: images (n, C, H, W) to rows (n, C). Lin et al. (2014)."""

    def forward(self, x):
        return _images("GlobalAvgPool2d", x).mean(dim=(2, 3))


class GlobalMaxPool2d(torch.nn.Module):
    """y[n, c] = max_{h, w} x[n, c, h, w]: images (n, C, H, W) to rows (n, C), invariant under circular shifts.

    The gradient goes to the first maximum, row by row.
    """

    def forward(self, x):
        # torch.amax would share the gradient of a tie
        return functional.max_pool2d(_images("GlobalMaxPool2d", x), x.shape[2:]).flatten(1)


def _images(owner, x):
    floating(owner, input=x)
    if x.ndim != 4 or 0 in x.shape[2:]:
        raise ValueError(
            f"{owner} got input {tuple(x.shape)}: wanted (n, channels, height, width) with at least one pixel; "
            "is the channel axis missing?"
        )
    return x
