"""Activations made of straight pieces, or nearly: LeakyReLU, ELU, Hardtanh."""

import numpy as np

from dlkit.numpy import validate
from dlkit.numpy.activations import Activation


class LeakyReLU(Activation):
    """a = max(z, 0) + s min(z, 0) with s = negative_slope, which is also the slope at exactly 0. Maas et al. (2013)."""

    def __init__(self, negative_slope=0.01):
        validate.at_least("LeakyReLU", 0, negative_slope=negative_slope)
        self.negative_slope = float(negative_slope)

    def phi(self, z):
        return np.maximum(z, 0) + self.negative_slope * np.minimum(z, 0)

    def grad_z(self, grad_a):
        return grad_a * (self.z > 0) + self.negative_slope * (grad_a * (self.z <= 0))

    def extra_repr(self):
        return f"negative_slope={self.negative_slope}"


class ELU(Activation):
    """a = max(z, 0) + α (e^{min(z, 0)} − 1), with slope 1 for z > 0 and α e^z for z ≤ 0. Clevert et al. (2016)."""

    def __init__(self, alpha=1.0):
        validate.at_least("ELU", 0, alpha=alpha)
        self.alpha = float(alpha)

    def phi(self, z):
        return np.maximum(z, 0) + self.alpha * np.expm1(np.minimum(z, 0))  # no exponential of a large z

    def grad_z(self, grad_a):
        return grad_a * (self.z > 0) + grad_a * (self.z <= 0) * self.alpha * np.exp(np.minimum(self.z, 0))

    def extra_repr(self):
        return f"alpha={self.alpha}"


class Hardtanh(Activation):
    """a = min(max(z, min_val), max_val), with slope 1 strictly between the two and 0 elsewhere."""

    def __init__(self, min_val=-1.0, max_val=1.0):
        if not max_val > min_val:
            raise ValueError(f"Hardtanh: max_val must be above min_val, got min_val={min_val!r}, max_val={max_val!r}")
        self.min_val, self.max_val = float(min_val), float(max_val)

    def phi(self, z):
        return np.clip(z, self.min_val, self.max_val)

    def grad_z(self, grad_a):
        return grad_a * ((self.z > self.min_val) & (self.z < self.max_val))

    def extra_repr(self):
        return f"min_val={self.min_val}, max_val={self.max_val}"
