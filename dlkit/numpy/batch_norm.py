"""Batch normalisation: every channel to mean 0 and variance 1 over the batch, then scaled and shifted."""

import math

import numpy as np

from dlkit.numpy import validate
from dlkit.numpy.module import Module


class _BatchNorm(Module):
    """y = weight x̂ + bias with x̂ = (x − mean) / √(var + eps), channel by channel.

    In training mean and var are the batch's, over examples and positions, and the running ones follow
    them by the share `momentum` (None averages over all batches); running_var takes the unbiased
    variance, m / (m − 1) of the other for m values. In evaluation mode the running ones are used.
    The statistics depend on x, so that x̄ has three terms:

        x̄ = weight / √(var + eps) · (ȳ − mean(ȳ) − x̂ mean(ȳ x̂))

    Raises ValueError for another number of channels, and in training for one value per channel.
    Ioffe and Szegedy (2015).
    """

    parameter_names = ("weight", "bias")
    buffer_names = ("running_mean", "running_var", "num_batches_tracked")
    layouts = {}  # number of axes: what they are

    def __init__(self, num_features, eps=1e-5, momentum=0.1, affine=True, track_running_stats=True, dtype=np.float32):
        name = type(self).__name__
        validate.count(name, num_features=num_features)
        validate.above(name, 0, eps=eps)
        if momentum is not None:
            validate.at_least(name, 0, momentum=momentum)
            if momentum > 1:
                raise ValueError(f"{name}: momentum is the share of the new batch, at most 1, got {momentum!r}")
        self.num_features, self.eps, self.momentum = num_features, eps, momentum
        self.weight = np.ones(num_features, dtype) if affine else None
        self.bias = np.zeros(num_features, dtype) if affine else None
        self.running_mean = np.zeros(num_features, dtype) if track_running_stats else None
        self.running_var = np.ones(num_features, dtype) if track_running_stats else None
        self.num_batches_tracked = np.array(0) if track_running_stats else None
        self.x_shape = None

    def forward(self, x):
        self._check(x)
        n, n_channels, *positions = self.x_shape = x.shape
        x = x.reshape(n, n_channels, math.prod(positions))
        self.uses_batch = self.training or self.running_mean is None
        if self.uses_batch:
            self.m = max(x.size // n_channels, 1)  # an empty batch has means of 0, not 0 / 0
            mean = _sum(x) / self.m
            centred = x - mean[:, None]  # before squaring: a large mean would eat up the digits
            var = _dot(centred, centred) / self.m
            if self.running_mean is not None:
                self._follow(mean, var, x.size)
        else:
            centred, var = x - self.running_mean[:, None], self.running_var
        self.std = np.sqrt(var + self.eps)
        self.x_hat = centred / self.std[:, None]
        y = self.x_hat
        if self.weight is not None:
            y = self.weight[:, None] * self.x_hat
            y += self.bias[:, None]
        return y.reshape(self.x_shape)

    def backward(self, grad_y):
        validate.upstream(type(self).__name__, grad_y, self.x_shape)
        grad_y = grad_y.reshape(self.x_hat.shape)
        grad_weight, grad_bias = _dot(grad_y, self.x_hat), _sum(grad_y)
        slope = 1 / self.std
        if self.weight is not None:
            self.grads = {"weight": grad_weight, "bias": grad_bias}
            slope = self.weight / self.std
        if self.uses_batch:
            grad_y = grad_y - (grad_bias / self.m)[:, None] - self.x_hat * (grad_weight / self.m)[:, None]
        return (slope[:, None] * grad_y).reshape(self.x_shape)

    def _follow(self, mean, var, size):
        """Move the running statistics towards those of this batch, in place; an empty batch has none."""
        self.num_batches_tracked += 1
        if size:
            share = 1 / int(self.num_batches_tracked) if self.momentum is None else self.momentum
            self.running_mean += share * (mean - self.running_mean)
            self.running_var += share * (var * (self.m / (self.m - 1)) - self.running_var)

    def _check(self, x):
        owner = f"{type(self).__name__}({self.num_features})"
        own = self.running_mean if self.weight is None else self.weight
        validate.float_array(owner, x, None if own is None else own.dtype)
        if x.ndim not in self.layouts:
            raise ValueError(f"{owner} got input {x.shape}: it must be {' or '.join(self.layouts.values())}")
        if x.shape[1] != self.num_features:
            raise ValueError(
                f"{owner} got input {x.shape}: axis 1 must be {self.num_features}, the channels; "
                "are they the last axis, or is the layer before it of another width?"
            )
        if x.size == self.num_features and (self.training or self.running_mean is None):
            raise ValueError(
                f"{owner} got input {x.shape} in training: wanted more than one value per channel, as one has "
                "no variance; is the last batch too short, or model.eval() forgotten?"
            )

    def extra_repr(self):
        return (
            f"{self.num_features}, eps={self.eps}, momentum={self.momentum}, affine={self.weight is not None}, "
            f"track_running_stats={self.running_mean is not None}"
        )


class BatchNorm1d(_BatchNorm):
    """y = weight (x − mean) / √(var + eps) + bias for every channel of (n, C) or (n, C, L), mean and var over the rest.

    In evaluation mode mean and var are the running ones. Ioffe and Szegedy (2015).
    """

    layouts = {2: "(n, C)", 3: "(n, C, L)"}


class BatchNorm2d(_BatchNorm):
    """y = weight (x − mean) / √(var + eps) + bias for every channel of images (n, C, H, W), mean and var over the rest.

    In evaluation mode mean and var are the running ones. Ioffe and Szegedy (2015).
    """

    layouts = {4: "(n, C, H, W)"}


def _sum(a):
    """Σ over examples and positions: (n, C, L) → (C,); over examples in double precision, lest digits get lost."""
    if a.shape[2] > 1:  # einsum is quick along many positions, and slow where there is one
        a = np.einsum("ncl->nc", a)[..., None]
    return a.sum(axis=(0, 2), dtype=np.float64).astype(a.dtype)


def _dot(a, b):
    """Σ a b over examples and positions, without forming the product of images: (n, C, L) → (C,)."""
    return _sum(a * b if a.shape[2] == 1 else np.einsum("ncl,ncl->nc", a, b)[..., None])
