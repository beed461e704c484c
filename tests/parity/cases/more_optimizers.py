"""Optimizers beside SGD and Adam; where L-BFGS, schedules and clipping are compared."""

from tests.parity.kinds import Optimizer

OPTIMIZERS = [
    Optimizer("Adagrad", {}),
    Optimizer("Adagrad", {"lr": 0.1, "lr_decay": 0.2, "weight_decay": 0.1}),
    Optimizer("Adagrad", {"lr": 0.1, "initial_accumulator_value": 0.5, "eps": 1e-3}),
    Optimizer("RMSprop", {}),
    Optimizer("RMSprop", {"lr": 0.02, "alpha": 0.8, "eps": 1e-3, "weight_decay": 0.1}),
    Optimizer("RMSprop", {"lr": 0.02, "momentum": 0.7}),
    Optimizer("RMSprop", {"lr": 0.02, "alpha": 0.9, "centered": True, "momentum": 0.5}),
    Optimizer("AdamW", {}),
    Optimizer("AdamW", {"lr": 0.05, "betas": (0.8, 0.95), "eps": 1e-3, "weight_decay": 0.3}),
    Optimizer("AdamW", {"lr": 0.05, "weight_decay": 0}),
]

ELSEWHERE = {
    "LBFGS": "test_lbfgs_parity.py",
    "clip_grad_norm_": "test_clipping_parity.py",
    "clip_grad_value_": "test_clipping_parity.py",
    **dict.fromkeys(
        ("StepLR", "ExponentialLR", "CosineAnnealingLR", "LinearLR", "OneCycleLR", "SequentialLR"),
        "test_schedules_parity.py",
    ),
}
