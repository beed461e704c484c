"""One table of every public layer, loss, optimizer and function, each in several configurations.

Both backends are built from it: the name is looked up in dlkit.numpy and in dlkit.torch, and the
arguments go to both. A public name without a case fails test_parity.py.
"""

import inspect
from dataclasses import dataclass, field

import numpy as np

import dlkit.numpy as dn


@dataclass(frozen=True)
class Layer:
    name: str
    args: tuple = ()
    kwargs: dict = field(default_factory=dict)
    x: tuple = (4, 5)

    def __str__(self):
        return f"{self.name}{self.args}{self.kwargs or ''} on {self.x}"


@dataclass(frozen=True)
class Loss:
    """`targets` names how the targets are drawn: see `draw_targets`."""

    name: str
    kwargs: dict = field(default_factory=dict)
    y_hat: tuple = (6, 4)
    targets: str = "real"
    scale: float = 1.0

    def __str__(self):
        return f"{self.name}{self.kwargs or ''} on {self.y_hat} × {self.scale:g}, {self.targets}"


@dataclass(frozen=True)
class Optimizer:
    name: str
    kwargs: dict

    def __str__(self):
        return f"{self.name}{self.kwargs}"


@dataclass(frozen=True)
class Function:
    name: str
    kwargs: dict
    x: tuple = (4, 5)
    scale: float = 1.0

    def __str__(self):
        return f"{self.name}{self.kwargs} on {self.x} × {self.scale:g}"


LAYERS = [
    Layer("Linear", (5, 3)),
    Layer("Linear", (5, 3), x=(1, 5)),
    Layer("Linear", (1, 7), x=(9, 1)),
    Layer("Linear", (5, 3), {"bias": False}),
    Layer("Linear", (5, 2), x=(3, 4, 5)),
    Layer("Linear", (5, 2), x=(5,)),
    *[Layer(name, x=shape) for name in ("ReLU", "Sigmoid", "Tanh") for shape in [(4, 5), (1, 1), (2, 3, 5, 7)]],
    Layer("Softmax", kwargs={"dim": 1}),
    Layer("Softmax", kwargs={"dim": -1}, x=(2, 3, 7)),
    Layer("Softmax", kwargs={"dim": 0}, x=(3, 1)),
    Layer("Flatten", x=(4, 3, 5, 7)),
    Layer("Flatten", x=(1, 6)),
    Layer("Flatten", (2,), x=(2, 3, 5, 7)),
    Layer("Flatten", (0, 1), x=(2, 3, 5)),
]

LOSSES = [
    *[Loss(name, {"reduction": r}, shape) for name in ("MSELoss", "L1Loss")
      for r, shape in [("mean", (6, 4)), ("sum", (1, 3)), ("none", (5,)), ("mean", (2, 3, 5))]],
    *[Loss("BCEWithLogitsLoss", {"reduction": r}, (7, 3), "probability") for r in ("mean", "sum", "none")],
    Loss("BCEWithLogitsLoss", {}, (5,), "binary", scale=1e4),
    Loss("BCEWithLogitsLoss", {"pos_weight": [0.5, 2.0, 3.0]}, (7, 3), "binary"),
    Loss("BCEWithLogitsLoss", {"weight": [[1.0], [2.0]], "pos_weight": [3.0]}, (2, 4), "binary"),
    *[Loss("CrossEntropyLoss", {"reduction": r}, (7, 4), "label") for r in ("mean", "sum", "none")],
    Loss("CrossEntropyLoss", {}, (1, 4), "label"),
    Loss("CrossEntropyLoss", {}, (5, 1), "label"),
    Loss("CrossEntropyLoss", {}, (7, 4), "label", scale=1e4),
    Loss("CrossEntropyLoss", {}, (2, 3, 5, 7), "label"),
    Loss("CrossEntropyLoss", {"reduction": "none"}, (2, 3, 5), "label"),
    Loss("CrossEntropyLoss", {"weight": [1.0, 0.2, 3.0]}, (8, 3), "label"),
    Loss("CrossEntropyLoss", {"weight": [1.0, 0.2, 3.0], "label_smoothing": 0.2}, (8, 3), "label"),
    Loss("CrossEntropyLoss", {"ignore_index": 1}, (9, 3), "label"),
    Loss("CrossEntropyLoss", {"ignore_index": 1, "weight": [1.0, 0.2, 3.0], "label_smoothing": 0.1}, (9, 3, 2), "label"),
    Loss("CrossEntropyLoss", {"label_smoothing": 0.1}, (6, 5), "label"),
    Loss("CrossEntropyLoss", {}, (6, 5), "distribution"),
    Loss("CrossEntropyLoss", {"weight": [1.0, 0.2, 3.0], "label_smoothing": 0.2}, (6, 3), "distribution"),
]

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

FUNCTIONS = [
    *[Function("sigmoid", {}, (4, 5), scale) for scale in (1.0, 1e4)],
    *[Function(name, {"dim": dim}, shape, scale) for name in ("softmax", "log_softmax", "logsumexp")
      for dim, shape, scale in [(1, (4, 5), 1.0), (0, (3, 2), 1e4), (-1, (2, 3, 7), 30.0), (1, (3, 1), 1.0)]],
    Function("logsumexp", {"dim": 1, "keepdim": True}),
]

# Public names whose two versions are compared elsewhere, and where.
ELSEWHERE = {
    "Module": "the base of every case here",
    "Sequential": "test_parity.py, test_a_network…",
    "fit": "test_fit_parity.py",
    "evaluate": "test_fit_parity.py",
    "predict": "test_fit_parity.py",
    "accuracy": "test_fit_parity.py",
    "init": "test_init_parity.py",
    "Callback": "one class, shared by both backends",
    "EarlyStopping": "one class, shared by both backends",
    "History": "one class, shared by both backends",
}


def numpy_layer(case, dtype=np.float64):
    """The layer of a case on the NumPy backend, its parameters, if it has any, of `dtype`."""
    layer = getattr(dn, case.name)
    typed = {"dtype": dtype} if "dtype" in inspect.signature(layer).parameters else {}
    return layer(*case.args, **case.kwargs, **typed)


def draw_targets(case, rng):
    """Targets of the kind that the case names, for predictions of shape `case.y_hat`."""
    n, *rest = case.y_hat
    if case.targets == "label":
        return rng.integers(0, rest[0], (n, *rest[1:]))
    if case.targets == "binary":
        return rng.integers(0, 2, case.y_hat).astype(float)
    if case.targets == "probability":
        return rng.random(case.y_hat)
    if case.targets == "distribution":
        return rng.dirichlet(np.ones(rest[0]), n)
    return rng.normal(size=case.y_hat)
