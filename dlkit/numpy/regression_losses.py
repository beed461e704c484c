"""Losses of regression: the negative log-likelihoods of Gaussian and Laplace noise."""

import numpy as np

from dlkit.numpy.loss import Loss


class MSELoss(Loss):
    """ℓ = (ŷ − y)², averaged over all entries; y and ŷ of one shape. The loss of Gaussian noise."""

    def __call__(self, y_hat, y):
        self.same_shape(y_hat, y)
        self.diff = y_hat - y
        return self.reduce(self.diff**2)

    def backward(self, grad_values=None):
        return self.upstream(grad_values) * 2 * self.diff


class L1Loss(Loss):
    """ℓ = |ŷ − y|, averaged over all entries; the gradient at ŷ = y is 0. The loss of Laplace noise."""

    def __call__(self, y_hat, y):
        self.same_shape(y_hat, y)
        self.diff = y_hat - y
        return self.reduce(np.abs(self.diff))

    def backward(self, grad_values=None):
        return self.upstream(grad_values) * np.sign(self.diff)
