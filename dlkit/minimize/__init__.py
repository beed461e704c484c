"""Minimisers of plain functions f: ℝᵈ → ℝ that return the whole way they went, for pictures and theory.

    from dlkit import minimize
    f = minimize.rosenbrock(2)
    trajectory = minimize.bfgs(f, f.start, f.gradient)
    trajectory.x, trajectory.f, trajectory.best, trajectory.reason

| file | methods |
|---|---|
| `descent` | `gradient_descent`, `momentum`, `nesterov` |
| `adaptive` | `adagrad`, `rmsprop`, `adam` |
| `newton` | `newton`, damped or with a line search |
| `quasi_newton` | `steepest_descent`, `bfgs`, `lbfgs`, with a line search of `line_search` |
| `search` | `grid_search`, `random_search`: no gradient at all |
| `evolution` | `evolution`, a (μ, λ) evolution strategy |
| `functions` | `rosenbrock`, `beale`, `himmelblau`, `saddle`, `quadratic`, with gradients, Hessians and minima |

A method takes f, which maps an array (d,) to a number, a start x0, and the gradient; without one it takes central
differences, and `Trajectory.gradient` says so. For a function of NumPy's operators `dlkit.autodiff.grad(f)` is exact.
All numbers are float64.
"""

from dlkit.minimize.adaptive import adagrad, adam, rmsprop
from dlkit.minimize.descent import gradient_descent, momentum, nesterov
from dlkit.minimize.evolution import evolution
from dlkit.minimize.functions import Function, beale, himmelblau, quadratic, rosenbrock, saddle
from dlkit.minimize.newton import newton
from dlkit.minimize.quasi_newton import bfgs, lbfgs, steepest_descent
from dlkit.minimize.search import grid_search, random_search
from dlkit.minimize.trajectory import Point, Trajectory

__all__ = [
    "Function",
    "Point",
    "Trajectory",
    "adagrad",
    "adam",
    "beale",
    "bfgs",
    "evolution",
    "gradient_descent",
    "grid_search",
    "himmelblau",
    "lbfgs",
    "momentum",
    "nesterov",
    "newton",
    "quadratic",
    "random_search",
    "rmsprop",
    "rosenbrock",
    "saddle",
    "steepest_descent",
]
