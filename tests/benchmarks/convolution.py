"""What is timed of convolution and pooling: one direction at a time, dlkit against PyTorch."""

import numpy as np
import torch

import dlkit.numpy as dn
import dlkit.torch as dt


def layers(name, shape, *args, **kwargs):
    """The layer on both backends with the same weights, called once on x; and x, ȳ on both."""
    rng = np.random.default_rng(0)
    ours, theirs = getattr(dn, name)(*args, **kwargs), getattr(dt, name)(*args, **kwargs)
    theirs.load_state_dict(ours.state_dict())
    x = rng.normal(size=shape).astype(np.float32)
    x_torch = torch.from_numpy(x).requires_grad_()
    grad_y = rng.normal(size=ours(x).shape).astype(np.float32)
    return ours, theirs, x, x_torch, grad_y, torch.from_numpy(grad_y)


def forward(name, shape, *args, **kwargs):
    ours, theirs, x, x_torch, *_ = layers(name, shape, *args, **kwargs)
    return lambda: ours(x), lambda: theirs(x_torch)


def backward(name, shape, *args, **kwargs):
    """Gradients of input and parameters, the forward pass having been done before."""
    ours, theirs, x, x_torch, grad_y, grad_y_torch = layers(name, shape, *args, **kwargs)
    y_torch = theirs(x_torch)

    def backward_torch():
        theirs.zero_grad()
        x_torch.grad = None
        y_torch.backward(grad_y_torch, retain_graph=True)

    return lambda: ours.backward(grad_y), backward_torch


def both(name, shape, *args, **kwargs):
    """Forward and backward."""
    ours, theirs, x, x_torch, grad_y, grad_y_torch = layers(name, shape, *args, **kwargs)

    def step():
        ours(x)
        return ours.backward(grad_y)

    def step_torch():
        theirs.zero_grad()
        x_torch.grad = None
        theirs(x_torch).backward(grad_y_torch)

    return step, step_torch


SMALL, WIDE, POOLED = ("Conv2d", (64, 1, 28, 28), 1, 8, 3), ("Conv2d", (64, 16, 14, 14), 16, 32, 3), (64, 8, 28, 28)

# (what is done, the pair, the ratio to reach)
TABLE = [
    ("conv 1 → 8, 28², k3, N 64: forward", lambda: forward(*SMALL), 1.1),
    ("conv 1 → 8, 28², k3, N 64: backward", lambda: backward(*SMALL), 0.6),
    ("conv 16 → 32, 14², k3 p1, N 64: forward", lambda: forward(*WIDE, padding=1), 3.4),
    ("conv 16 → 32, 14², k3 p1, N 64: backward", lambda: backward(*WIDE, padding=1), 3.6),
    ("max pool 2 × 2, 8 × 28², N 64: forward + backward", lambda: both("MaxPool2d", POOLED, 2), 0.5),
]
