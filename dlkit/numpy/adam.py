"""Adam and AdamW: momentum, divided by the root of a running mean of squares, both corrected for their start at 0."""

import math
import numbers

import numpy as np

from dlkit.numpy import validate
from dlkit.numpy.optimizer import Optimizer


class Adam(Optimizer):
    """m ← β₁ m + (1 − β₁) g;  v ← β₂ v + (1 − β₂) g²;  θ ← θ − η m̂ / (√v̂ + ε),

    with m̂ = m / (1 − β₁ᵗ), v̂ = v / (1 − β₂ᵗ) at step t = 1, 2, …; weight decay adds λθ to g.
    Kingma and Ba (2015), algorithm 1.
    """

    options = ("lr", "betas", "eps", "weight_decay")

    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0):
        super().__init__(params, lr)
        name = type(self).__name__
        validate.at_least(name, 0, eps=eps, weight_decay=weight_decay)
        numbers_given = isinstance(betas, (tuple, list)) and all(isinstance(beta, numbers.Real) for beta in betas)
        if not numbers_given or len(betas) != 2 or not all(0 <= beta < 1 for beta in betas):
            raise ValueError(f"{name}: betas must be two numbers in [0, 1), got {betas!r}")
        self.betas, self.eps, self.weight_decay = tuple(betas), eps, weight_decay

    def update(self, theta, grad, state):
        if self.weight_decay:
            grad = grad + self.weight_decay * theta
        self.move(theta, grad, state)

    def move(self, theta, grad, state):
        if not state:
            state.update(step=0, exp_avg=np.zeros_like(theta), exp_avg_sq=np.zeros_like(theta))
        beta1, beta2 = self.betas
        state["step"] += 1
        m, v = state["exp_avg"], state["exp_avg_sq"]
        m *= beta1
        m += (1 - beta1) * grad
        v *= beta2
        v += (1 - beta2) * grad**2
        root = np.sqrt(v)
        root /= math.sqrt(1 - beta2 ** state["step"])
        root += self.eps
        theta -= self.lr / (1 - beta1 ** state["step"]) * m / root


class AdamW(Adam):
    """θ ← (1 − ηλ) θ, then Adam's step without weight decay: a decay that the root does not divide.

    Loshchilov and Hutter (2019), algorithm 2.
    """

    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=1e-2):
        super().__init__(params, lr, betas, eps, weight_decay)

    def update(self, theta, grad, state):
        theta *= 1 - self.lr * self.weight_decay
        self.move(theta, grad, state)
