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
