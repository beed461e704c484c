"""Descent with a line search: along the gradient, or along what past gradients say of the curvature.

`line_search` is "wolfe", "backtracking" or "exact"; see dlkit.minimize.line_search.
"""

from collections import deque

import numpy as np

from dlkit.minimize import validate
from dlkit.minimize.line_search import Line, named
from dlkit.minimize.objective import Objective
from dlkit.minimize.walk import walk


def steepest_descent(f, x0, grad=None, *, line_search="exact", steps=1000, tolerance=1e-6, callback=None):
    """x ← x + α p with p = −g and α of a line search.

    With the exact one successive directions are orthogonal, and on a quadratic f − f* shrinks at least by
    ((κ − 1)/(κ + 1))² a step. Nocedal and Wright (2006), theorem 3.3.
    """
    return _descend("steepest_descent", f, x0, grad, lambda x, g: -g, line_search, steps, tolerance, callback)


def bfgs(f, x0, grad=None, *, line_search="wolfe", steps=1000, tolerance=1e-6, callback=None):
    """x ← x + α p with p = −H g, where H estimates the inverse Hessian from s = x' − x and y = g' − g:

    H ← (1 − ρ s yᵀ) H (1 − ρ y sᵀ) + ρ s sᵀ,  ρ = 1/(yᵀs),  so that H y = s. H starts as a multiple of 1, and is
    left as it is where yᵀs ≤ 0. On a quadratic of d variables with exact line search it ends after d steps, but for rounding.
    Nocedal and Wright (2006), algorithm 6.1.
    """
    x_last = g_last = h = None

    def direction(x, g):
        nonlocal x_last, g_last, h
        if x_last is not None:
            s, y = x - x_last, g - g_last
            if curved(s, y):
                h = np.eye(x.size) * ((s @ y) / (y @ y)) if h is None else h
                h = updated(h, s, y)
        x_last, g_last = x, g
        return first(g) if h is None or not g @ h @ g > 0 else -h @ g

    return _descend("bfgs", f, x0, grad, direction, line_search, steps, tolerance, callback)


def lbfgs(f, x0, grad=None, *, history_size=10, line_search="wolfe", steps=1000, tolerance=1e-6, callback=None):
    """BFGS that keeps the last `history_size` pairs (s, y) instead of the matrix H: O(d) memory.

    p = −H g comes from the two-loop recursion, with H₀ = (sᵀy / yᵀy) 1 of the last pair.
    Nocedal and Wright (2006), algorithm 7.5.
    """
    validate.count("lbfgs", history_size=history_size)
    pairs, last = deque(maxlen=history_size), None

    def direction(x, g):
        nonlocal last
        if last is not None:
            s, y = x - last[0], g - last[1]
            if curved(s, y):
                pairs.append((s, y))
        last = x, g
        return -two_loops(g, pairs) if pairs else first(g)

    return _descend("lbfgs", f, x0, grad, direction, line_search, steps, tolerance, callback)


def updated(h, s, y):
    """The BFGS update of an inverse Hessian h (d, d)."""
    rho = 1 / (y @ s)
    left = np.eye(s.size) - rho * np.outer(s, y)
    return left @ h @ left.T + rho * np.outer(s, s)


def two_loops(g, pairs):
    """H g for the H that the pairs (s, y), oldest first, make of (sᵀy / yᵀy) 1."""
    q, weights = g, []
    for s, y in reversed(pairs):
        weights.append((s @ q) / (y @ s))
        q = q - weights[-1] * y
    s, y = pairs[-1]
    r = (s @ y) / (y @ y) * q
    for (s, y), weight in zip(pairs, reversed(weights)):
        r = r + (weight - (y @ r) / (y @ s)) * s
    return r


def curved(s, y):
    """Whether the pair shows positive curvature, yᵀs > 0, by more than rounding."""
    return s @ y > np.finfo(np.float64).eps * np.linalg.norm(s) * np.linalg.norm(y)


def first(g):
    """Down the gradient, for want of a scale no further than a distance of 1."""
    return -g / max(1.0, np.linalg.norm(g))


def _descend(owner, f, x0, grad, direction, line_search, steps, tolerance, callback):
    objective, search = Objective(owner, f, grad), named(owner, line_search)

    def step(k, x, g):
        line = Line(objective, x, direction(x, g), g)
        return line.at(search(line))

    return walk(objective, x0, step, steps=steps, tolerance=tolerance, callback=callback)
