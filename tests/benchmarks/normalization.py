"""What is timed of normalisation: forward and backward of one layer, dlkit against PyTorch."""

import numpy as np
import torch

import dlkit.numpy as dn
import dlkit.torch as dt


def forward_and_backward(name, argument, shape):
    """A layer forwards and backwards on float32 of `shape`: NumPy, PyTorch."""
    rng = np.random.default_rng(0)
    x, grad_y = rng.normal(size=shape).astype(np.float32), rng.normal(size=shape).astype(np.float32)
    x_torch, grad_y_torch = torch.from_numpy(x).requires_grad_(), torch.from_numpy(grad_y)
    layer, layer_torch = getattr(dn, name)(argument), getattr(dt, name)(argument)

    def ours():
        layer(x)
        return layer.backward(grad_y)

    def theirs():
        x_torch.grad = None
        layer_torch.zero_grad()
        layer_torch(x_torch).backward(grad_y_torch)

    return ours, theirs


# (what is done, the pair, the ratio to reach)
TABLE = [
    ("batch norm 2d, 64 × 16 × 14²: forward + backward", lambda: forward_and_backward("BatchNorm2d", 16, (64, 16, 14, 14)), 1.5),
    ("batch norm 2d, 64 × 32 × 28²: forward + backward", lambda: forward_and_backward("BatchNorm2d", 32, (64, 32, 28, 28)), 1.5),
    ("batch norm 1d, 128 × 256: forward + backward", lambda: forward_and_backward("BatchNorm1d", 256, (128, 256)), 2.0),
    ("layer norm, 128 × 256: forward + backward", lambda: forward_and_backward("LayerNorm", 256, (128, 256)), 2.0),
]
