"""Softmax and its logarithm: activations of a whole axis."""

import numpy as np

from dlkit.numpy import functional, validate
from dlkit.numpy.activations import Activation


class _AlongAxis(Activation):
    """Base of activations along the axis `dim`; None is PyTorch's implicit one: 0 for 1 or 3 axes, else 1."""

    def __init__(self, dim=None):
        self.dim = dim

    def forward(self, z):
        name = type(self).__name__
        validate.float_array(name, z)
        self.axis = (0 if z.ndim in (1, 3) else 1) if self.dim is None else self.dim
        if not -z.ndim <= self.axis < z.ndim:
            raise ValueError(f"{name}(dim={self.dim}) got input {z.shape}, which has no axis {self.axis}")
        return super().forward(z)

    def extra_repr(self):
        return f"dim={self.dim}"


class Softmax(_AlongAxis):
    """a_k = e^{z_k} / Σ_j e^{z_j} along axis `dim`.

    Its Jacobian is diag(a) − a aᵀ, so z̄ = a ∘ (ā − ⟨ā, a⟩). Without `dim` the axis is PyTorch's
    implicit one: 0 for 1 or 3 axes, else 1. As the last layer before CrossEntropyLoss it is one
    softmax too many: that loss takes logits.
    """

    def phi(self, z):
        return functional.softmax(z, self.axis)

    def grad_z(self, grad_a):
        return self.a * (grad_a - (grad_a * self.a).sum(axis=self.axis, keepdims=True))


class LogSoftmax(_AlongAxis):
    """a_k = z_k − log Σ_j e^{z_j} along axis `dim`, what NLLLoss takes.

    Its Jacobian is the identity minus softmax(z) in every row, so z̄ = ā − e^a Σ_k ā_k. Without `dim`
    the axis is PyTorch's implicit one: 0 for 1 or 3 axes, else 1.
    """

    def phi(self, z):
        return functional.log_softmax(z, self.axis)

    def grad_z(self, grad_a):
        return grad_a - np.exp(self.a) * grad_a.sum(axis=self.axis, keepdims=True)
