"""Minimisers that only look: at the points of a grid, or at random ones. No gradient, and d is soon too large.

A point where f is not finite counts as infinitely high.
"""

import numpy as np

from dlkit.minimize import validate
from dlkit.minimize.objective import Objective
from dlkit.minimize.trajectory import Point, Trajectory


def grid_search(f, bounds, *, points=11, callback=None):
    """f at every point of a grid of `points` values a variable, ends included; `best` is the lowest.

    `bounds`: one pair (low, high) a variable; `points`: an integer of at least 2, or one a variable. The grid has
    pointsᵈ points, walked with the last variable fastest.
    Raises ValueError for more than a million of them.
    """
    low, high = validate.box("grid_search", bounds)
    numbers = [points] * low.size if np.ndim(points) == 0 else list(points)
    for number in numbers:
        validate.count("grid_search", points=number)
    if len(numbers) != low.size or min(numbers) < 2:
        raise ValueError(f"grid_search: points must be at least 2 for each of {low.size} variables, got {points!r}")
    size = int(np.prod(numbers, dtype=object))
    if size > 1_000_000:
        raise ValueError(f"grid_search got a grid of {size} points: at most 1000000; a grid grows as pointsᵈ, use random_search")
    axes = [np.linspace(a, b, number) for a, b, number in zip(low, high, numbers)]
    grid = np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1).reshape(-1, low.size)
    return _look("grid_search", f, grid, callback)


def random_search(f, bounds, *, steps=1000, rng=None, callback=None):
    """f at `steps` points drawn uniformly from a box; `best` is the lowest.

    `bounds`: one pair (low, high) a variable; `rng`: a Generator or a seed. Where only some variables matter it sees
    more of their values than a grid of as many points. Bergstra and Bengio (2012).
    """
    low, high = validate.box("random_search", bounds)
    validate.count("random_search", steps=steps)
    return _look("random_search", f, validate.generator("random_search", rng).uniform(low, high, (steps, low.size)), callback)


def _look(owner, f, xs, callback):
    validate.function(owner, "callback", callback, optional=True)
    objective, values = Objective(owner, f), []
    reason = f"all {len(xs)} points looked at"
    for k, x in enumerate(xs):
        values.append(height(objective, x))
        objective.forget(but=x)
        if callback is not None and callback(k, Point(x, values[-1], np.nan)):
            reason = f"stopped by the callback after {k + 1} points"
            break
    if not np.isfinite(values).any():
        reason += ", and f is not finite at any of them"
    xs = xs[: len(values)]
    return Trajectory(xs, np.array(values), np.full(len(xs), np.nan), False, reason, objective.n_evaluations)


def height(objective, x):
    """f(x), or infinity where it is not finite."""
    value = objective.value(x)
    return value if np.isfinite(value) else np.inf
