"""Smooth relatives of ReLU: Softplus, SiLU, GELU."""

import math

import numpy as np

from dlkit.numpy import functional, validate
from dlkit.numpy.activations import Activation


class Softplus(Activation):
    """a = log(1 + e^{β z}) / β, with slope σ(β z); a = z where β z is above `threshold`."""

    def __init__(self, beta=1.0, threshold=20.0):
        validate.above("Softplus", 0, beta=beta)
        validate.at_least("Softplus", 0, threshold=threshold)
        self.beta, self.threshold = float(beta), float(threshold)

    def phi(self, z):
        self.is_curved = self.beta * z <= self.threshold
        curve = np.log1p(np.exp(-self.beta * np.abs(z))) / self.beta  # the exponential of a large z is never formed
        return np.maximum(z, 0) + self.is_curved * curve

    def grad_z(self, grad_a):
        return grad_a * np.where(self.is_curved, functional.sigmoid(self.beta * self.z), 1)

    def extra_repr(self):
        return f"beta={self.beta}, threshold={self.threshold}"


class SiLU(Activation):
    """a = z σ(z), with slope σ(z) (1 + z (1 − σ(z))); also called swish. Elfwing et al. (2018)."""

    def phi(self, z):
        self.sigma = functional.sigmoid(z)
        return z * self.sigma

    def grad_z(self, grad_a):
        return grad_a * self.sigma * (1 + self.z * (1 - self.sigma))


class GELU(Activation):
    """a = z Φ(z), Φ the distribution function of N(0, 1), with slope Φ(z) + z e^{−z²/2} / √(2π).

    approximate="tanh" takes (1 + tanh u) / 2 with u = √(2/π) (z + 0.044715 z³) for Φ(z), four digits of it.
    NumPy has no error function: Φ is SciPy's. Hendrycks and Gimpel (2016).
    """

    def __init__(self, approximate="none"):
        if approximate not in ("none", "tanh"):
            raise ValueError(f"GELU: approximate must be 'none' or 'tanh', got {approximate!r}")
        self.approximate = approximate

    def phi(self, z):
        if self.approximate == "tanh":
            self.share = (1 + np.tanh(math.sqrt(2 / math.pi) * (z + 0.044715 * z * z * z))) / 2
        else:
            from scipy.special import ndtr  # loaded only where it is needed

            self.share = ndtr(z)
        return z * self.share

    def grad_z(self, grad_a):
        z = self.z
        if self.approximate == "tanh":
            slope_of_u = math.sqrt(2 / math.pi) * (1 + 3 * 0.044715 * z * z)
            slope_of_share = 2 * self.share * (1 - self.share) * slope_of_u
        else:
            slope_of_share = np.exp(-z * z / 2) / math.sqrt(2 * math.pi)
        return grad_a * (self.share + z * slope_of_share)

    def extra_repr(self):
        return f"approximate={self.approximate!r}"
