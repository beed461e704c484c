"""Optimizers."""

from tests.parity.kinds import Optimizer

OPTIMIZERS = [
    Optimizer("SGD", {"lr": 0.1}),
    Optimizer("SGD", {"lr": 0.1, "momentum": 0.9}),
    Optimizer("SGD", {"lr": 0.1, "momentum": 0.9, "dampening": 0.3, "weight_decay": 0.01}),
    Optimizer("SGD", {"lr": 0.1, "momentum": 0.9, "nesterov": True}),
    Optimizer("SGD", {"lr": 0.1, "momentum": 0.8, "weight_decay": 0.1, "nesterov": True}),
    Optimizer("Adam", {}),
    Optimizer("Adam", {"lr": 0.05, "betas": (0.8, 0.95), "eps": 1e-3}),
    Optimizer("Adam", {"lr": 0.05, "weight_decay": 0.1}),
]
