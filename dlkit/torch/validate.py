"""What the layers and losses that PyTorch lacks check of their input; sizes and rates: dlkit.numpy.validate."""

import torch


def floating(owner, **tensors):
    """Raise TypeError unless every named value is a tensor of floating-point numbers."""
    for name, x in tensors.items():
        if not isinstance(x, torch.Tensor):
            raise TypeError(f"{owner} got a {type(x).__name__} as {name}: it takes a tensor; convert with torch.as_tensor")
        if not x.is_floating_point():
            raise TypeError(f"{owner} got {name} of {x.dtype}: it takes floating-point numbers; convert with .float()")


def reduction(owner, value):
    """Raise ValueError unless `value` is a known reduction."""
    if value not in ("mean", "sum", "none"):
        raise ValueError(f"{owner}: reduction must be one of mean, sum, none, got {value!r}")
