"""Activations: a = φ(z), and z̄ = ā φ′(z)."""

import numpy as np

from dlkit.numpy import functional, validate
from dlkit.numpy.module import Module


class Activation(Module):
    """Base of layers without parameters whose output has the shape of their input."""

    a = z = None

    def forward(self, z):
        validate.float_array(type(self).__name__, z)
        self.z, self.a = z, self.phi(z)
        return self.a

    def backward(self, grad_a):
        validate.upstream(type(self).__name__, grad_a, None if self.a is None else self.a.shape)
        return self.grad_z(grad_a)


class ReLU(Activation):
    """a = max(z, 0); the slope at exactly 0 is taken as 0."""

    def phi(self, z):
        return np.maximum(z, 0)

    def grad_z(self, grad_a):
        return grad_a * (self.z > 0)


class Sigmoid(Activation):
    """a = 1 / (1 + e^−z), with slope a (1 − a)."""

    def phi(self, z):
        return functional.sigmoid(z)

    def grad_z(self, grad_a):
        return grad_a * self.a * (1 - self.a)


class Tanh(Activation):
    """a = tanh z, with slope 1 − a²."""

    def phi(self, z):
        return np.tanh(z)

    def grad_z(self, grad_a):
        return grad_a * (1 - self.a**2)


class Softmax(Activation):
    """a_k = e^{z_k} / Σ_j e^{z_j} along axis `dim`.

    Its Jacobian is diag(a) − a aᵀ, so z̄ = a ∘ (ā − ⟨ā, a⟩). Without `dim` the axis is PyTorch's
    implicit one: 0 for 1 or 3 axes, else 1. As the last layer before CrossEntropyLoss it is one
    softmax too many: that loss takes logits.
    """

    def __init__(self, dim=None):
        self.dim = dim

    def forward(self, z):
        validate.float_array("Softmax", z)
        self.axis = (0 if z.ndim in (1, 3) else 1) if self.dim is None else self.dim
        if not -z.ndim <= self.axis < z.ndim:
            raise ValueError(f"Softmax(dim={self.dim}) got input {z.shape}, which has no axis {self.axis}")
        return super().forward(z)

    def phi(self, z):
        return functional.softmax(z, self.axis)

    def grad_z(self, grad_a):
        return self.a * (grad_a - (grad_a * self.a).sum(axis=self.axis, keepdims=True))

    def extra_repr(self):
        return f"dim={self.dim}"
