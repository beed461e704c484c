"""Stochastic gradient descent, with momentum."""

import numpy as np

from dlkit.numpy import validate
from dlkit.numpy.optimizer import Optimizer


class SGD(Optimizer):
    """g ← ∂L/∂θ + λθ;  v ← μ v + (1 − dampening) g;  θ ← θ − η v, or θ − η (g + μ v) with Nesterov.

    The first v is g itself. Without momentum v is g. PyTorch's convention, and the course's.
    """

    options = ("lr", "momentum", "dampening", "weight_decay", "nesterov")

    def __init__(self, params, lr=1e-3, momentum=0, dampening=0, weight_decay=0, nesterov=False):
        super().__init__(params, lr)
        validate.at_least("SGD", 0, momentum=momentum, weight_decay=weight_decay)
        validate.finite("SGD", dampening=dampening)
        if nesterov and (momentum <= 0 or dampening != 0):
            raise ValueError(f"SGD: Nesterov needs a momentum above 0 and no dampening, got {momentum!r} and {dampening!r} with nesterov={nesterov!r}")
        self.momentum, self.dampening = momentum, dampening
        self.weight_decay, self.nesterov = weight_decay, nesterov

    def update(self, theta, grad, state):
        if self.weight_decay:
            grad = grad + self.weight_decay * theta
        if self.momentum:
            if "momentum_buffer" in state:
                velocity = state["momentum_buffer"]
                velocity *= self.momentum
                velocity += (1 - self.dampening) * grad if self.dampening else grad
            else:
                velocity = state["momentum_buffer"] = np.copy(grad)
            grad = grad + self.momentum * velocity if self.nesterov else velocity
        theta -= self.lr * grad
