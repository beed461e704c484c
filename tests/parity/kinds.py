"""What a parity case is: a layer, a loss, an optimizer or a function, its arguments, and its inputs."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

import dlkit.numpy as dn


@dataclass(frozen=True)
class Layer:
    """A layer, how it is made, and what it is called on.

    A layer made of layers is built by `make(dl, typed)`, where `dl` is the backend and `typed` the keywords
    that its parts with parameters get, such as `dl.Linear(4, 4, **typed)`. `x` is the shape of its input, or a list of shapes for several inputs; `draw`, where given, makes the
    inputs instead: rng → tuple of arrays, of which the floating-point ones get gradients. `options` go to
    every call as keywords (arrays among them become tensors). `random` marks a layer that draws in
    training: there the two backends are compared in evaluation mode only.
    """

    name: str
    args: tuple = ()
    kwargs: dict = field(default_factory=dict)
    make: Callable | None = None
    x: tuple | list = (4, 5)
    draw: Callable | None = None
    options: dict = field(default_factory=dict)
    random: bool = False

    def inputs(self, rng, dtype=np.float64):
        """A tuple of input arrays, the floating-point ones of `dtype`."""
        shapes = self.x if isinstance(self.x, list) else [self.x]
        arrays = self.draw(rng) if self.draw else [rng.normal(size=shape) for shape in shapes]
        return tuple(a.astype(dtype) if a.dtype.kind == "f" else a for a in arrays)

    def __str__(self):
        shapes = "drawn" if self.draw else self.x
        return f"{self.name}{self.args}{self.kwargs or ''} on {shapes}{sorted(self.options) or ''}"


@dataclass(frozen=True)
class Loss:
    """A loss and what it is called on: predictions of shape `y_hat` times `scale`, and targets of a named kind.

    `draw`, where given, makes all inputs instead, rng → tuple of arrays; `differentiable` says which of the
    inputs get gradients, in the order in which backward returns them; `since` is the first
    PyTorch that takes them.
    """

    name: str
    kwargs: dict = field(default_factory=dict)
    y_hat: tuple = (6, 4)
    targets: str = "real"
    scale: float = 1.0
    draw: Callable | None = None
    differentiable: tuple = (0,)
    since: tuple = (0, 0)

    def inputs(self, rng, dtype=np.float64):
        """A tuple of input arrays, the floating-point ones of `dtype`."""
        arrays = self.draw(rng) if self.draw else (rng.normal(scale=self.scale, size=self.y_hat), draw_targets(self, rng))
        return tuple(a.astype(dtype) if a.dtype.kind == "f" else a for a in arrays)

    def __str__(self):
        drawn = "drawn" if self.draw else f"{self.y_hat} × {self.scale:g}, {self.targets}"
        return f"{self.name}{self.kwargs or ''} on {drawn}"


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


def numpy_layer(case, dtype=np.float64):
    """The layer of a case on the NumPy backend, its parameters, if it has any, of `dtype`."""
    if case.make:
        return case.make(dn, {"dtype": dtype})
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
