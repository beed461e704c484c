"""Gaussian noise on the signal while training."""

import numpy as np

from dlkit.numpy import validate
from dlkit.numpy.module import Module


class GaussianNoise(Module):
    """y = x + std ε with ε ~ N(0, 1) for every entry in training, y = x in evaluation; x̄ = ȳ.

    The noise is drawn from the layer's own Generator; a copy of the layer continues with the same noise.
    On inputs it acts, to second order in std, as a penalty on the squared slopes: Bishop (1995).
    """

    def __init__(self, std, rng=None):
        validate.at_least("GaussianNoise", 0, std=std)
        self.std, self.rng = std, np.random.default_rng(rng)
        self.x_shape = None

    def forward(self, x):
        validate.float_array("GaussianNoise", x)
        self.x_shape = x.shape
        if not self.training:
            return x
        noise = self.rng.standard_normal(x.shape, np.float32).astype(x.dtype, copy=False)
        return x + self.std * noise

    def backward(self, grad_y):
        validate.upstream("GaussianNoise", grad_y, self.x_shape)
        return grad_y

    def extra_repr(self):
        return f"std={self.std}"
