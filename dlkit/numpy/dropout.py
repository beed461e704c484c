"""Dropout: units switched off at random while training."""

import numpy as np

from dlkit.numpy import validate
from dlkit.numpy.module import Module


class Dropout(Module):
    """y = x ∘ mask / (1 − p) in training, each entry of the mask 0 with probability p and else 1; y = x in evaluation.

    Dividing by the share that is kept, 1 − p, leaves E y = x ("inverted" dropout), so that evaluation
    needs no scaling. x̄ = ȳ ∘ mask / (1 − p) with the mask of the forward pass. The masks are drawn
    from the layer's own Generator; a copy of the layer continues with the same masks.
    Srivastava et al. (2014).
    """

    def __init__(self, p=0.5, rng=None):
        validate.probability("Dropout", p=p)
        self.p, self.rng = p, np.random.default_rng(rng)
        self.x_shape = None

    def forward(self, x):
        validate.float_array("Dropout", x)
        self.x_shape, self.mask = x.shape, None
        if not self.training or self.p == 0:
            return x
        kept = self.rng.random(x.shape, np.float32) >= self.p
        self.mask = kept * x.dtype.type(1 / (1 - self.p) if self.p < 1 else 0)
        return x * self.mask

    def backward(self, grad_y):
        validate.upstream("Dropout", grad_y, self.x_shape)
        return grad_y if self.mask is None else grad_y * self.mask

    def extra_repr(self):
        return f"p={self.p}"
