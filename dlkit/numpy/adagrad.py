"""Adagrad: a learning rate for every entry, which falls with the squares that it has seen."""

import numpy as np

from dlkit.numpy import validate
from dlkit.numpy.optimizer import Optimizer


class Adagrad(Optimizer):
    """s ← s + g²;  θ ← θ − η_t g / (√s + ε), with η_t = η / (1 + (t − 1) · lr_decay) at step t = 1, 2, …

    s starts at `initial_accumulator_value`; weight decay adds λθ to g. Duchi, Hazan and Singer (2011).
    """

    options = ("lr", "lr_decay", "weight_decay", "initial_accumulator_value", "eps")

    def __init__(self, params, lr=1e-2, lr_decay=0, weight_decay=0, initial_accumulator_value=0, eps=1e-10):
        super().__init__(params, lr)
        validate.at_least("Adagrad", 0, lr_decay=lr_decay, weight_decay=weight_decay,
                          initial_accumulator_value=initial_accumulator_value, eps=eps)
        self.lr_decay, self.weight_decay = lr_decay, weight_decay
        self.initial_accumulator_value, self.eps = initial_accumulator_value, eps

    def update(self, theta, grad, state):
        if self.weight_decay:
            grad = grad + self.weight_decay * theta
        if not state:
            state.update(step=0, sum=np.full_like(theta, self.initial_accumulator_value))
        state["step"] += 1
        s = state["sum"]
        s += grad**2
        lr = self.lr / (1 + (state["step"] - 1) * self.lr_decay)
        theta -= lr * grad / (np.sqrt(s) + self.eps)
