"""RMSprop: the gradient divided by the root of a running mean of its squares."""

import numpy as np

from dlkit.numpy import validate
from dlkit.numpy.optimizer import Optimizer


class RMSprop(Optimizer):
    """s ← α s + (1 − α) g²;  θ ← θ − η g / (√s + ε).

    With momentum v ← μ v + g / (√s + ε), θ ← θ − η v; centered, √(s − ḡ²) with ḡ ← α ḡ + (1 − α) g stands for √s;
    weight decay adds λθ to g. Tieleman and Hinton (2012), Coursera, lecture 6e; centered: Graves (2013).
    """

    options = ("lr", "alpha", "eps", "weight_decay", "momentum", "centered")

    def __init__(self, params, lr=1e-2, alpha=0.99, eps=1e-8, weight_decay=0, momentum=0, centered=False):
        super().__init__(params, lr)
        validate.at_least("RMSprop", 0, eps=eps, weight_decay=weight_decay, momentum=momentum)
        validate.decay("RMSprop", alpha=alpha)
        self.alpha, self.eps, self.weight_decay = alpha, eps, weight_decay
        self.momentum, self.centered = momentum, centered

    def update(self, theta, grad, state):
        if self.weight_decay:
            grad = grad + self.weight_decay * theta
        s = self._running_mean(state, "square_avg", grad**2)
        if self.centered:
            s = np.maximum(s - self._running_mean(state, "grad_avg", grad) ** 2, 0)  # rounding may leave less
        v = grad / (np.sqrt(s) + self.eps)
        if self.momentum:
            if "momentum_buffer" not in state:
                state["momentum_buffer"] = np.zeros_like(theta)
            velocity = state["momentum_buffer"]
            velocity *= self.momentum
            velocity += v
            v = velocity
        theta -= self.lr * v

    def _running_mean(self, state, name, value):
        if name not in state:
            state[name] = np.zeros_like(value)
        mean = state[name]
        mean *= self.alpha
        mean += (1 - self.alpha) * value
        return mean
