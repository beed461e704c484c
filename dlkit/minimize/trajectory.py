"""Trajectory: where a minimiser went, what it saw there, and why it stopped."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np


class Point(NamedTuple):
    """One point of a trajectory: x (d,), f(x), and ‖∇f(x)‖, which is nan where no gradient was taken."""

    x: np.ndarray
    f: float
    gradient_norm: float


@dataclass(frozen=True, eq=False)
class Trajectory:
    """Every point of a minimiser, the start first: x (steps + 1, d), f and gradient_norms (steps + 1,).

    `converged` says that the method met its own criterion, `reason` in a sentence why it stopped.
    `n_evaluations` counts calls of f, those for differences and line searches among them, `n_gradients`
    calls of a given gradient; `gradient` is "given", "central differences" or "none", and the norms are
    nan where it is "none". `populations` (steps + 1, λ, d) are the points that an evolution strategy drew.
    `trajectory[k]` is a Point, and so is `trajectory.best`.
    """

    x: np.ndarray
    f: np.ndarray
    gradient_norms: np.ndarray
    converged: bool
    reason: str
    n_evaluations: int
    n_gradients: int = 0
    gradient: str = "none"
    populations: np.ndarray | None = None

    @property
    def steps(self):
        """How many steps were taken, one less than there are points."""
        return len(self) - 1

    @property
    def best(self):
        """The point with the smallest f, the first of several."""
        return self[int(np.argmin(self.f))]

    def __len__(self):
        return len(self.x)

    def __getitem__(self, k):
        return Point(self.x[k], float(self.f[k]), float(self.gradient_norms[k]))

    def __iter__(self):
        return (self[k] for k in range(len(self)))

    def __repr__(self):
        return f"Trajectory({self.steps} steps, best f = {self.best.f:.6g}; {self.reason})"
