"""Gradient descent, and the two ways to give it a memory. θ is the point, g = ∇f(θ), η is `lr`, μ is `momentum`.

`lr` and `momentum` are numbers, or functions of the step k = 0, 1, …, such as lambda k: 1 / (k + 1). `grad` may be
an estimate, of a mini-batch say: it is asked once for each point. `callback(k, point)` sees every point, the start
included, and stops the walk by returning True.
"""

import numpy as np

from dlkit.minimize import validate
from dlkit.minimize.objective import Objective
from dlkit.minimize.walk import walk


def gradient_descent(f, x0, grad=None, *, lr, steps=1000, tolerance=1e-6, callback=None):
    """θ ← θ − η g.

    On a quadratic with eigenvalues in [m, L] it converges if and only if η < 2/L, and fastest with
    η = 2/(m + L): the error then shrinks by (κ − 1)/(κ + 1) a step, κ = L/m. Nesterov (2018), chapter 2.
    """
    eta = validate.schedule("gradient_descent", lr=lr)

    def step(k, theta, g):
        return theta - eta(k) * g

    return walk(Objective("gradient_descent", f, grad), x0, step, steps=steps, tolerance=tolerance,
                callback=callback, cause=too_large(lr))


def momentum(f, x0, grad=None, *, lr, momentum=0.9, steps=1000, tolerance=1e-6, callback=None):
    """v ← μ v + g;  θ ← θ − η v, from v = 0: the heavy ball.

    On a quadratic with eigenvalues in [m, L] the best are η = 4/(√L + √m)² and μ = ((√κ − 1)/(√κ + 1))²: the error
    then shrinks by about (√κ − 1)/(√κ + 1) a step. Polyak (1964). In the convention v ← μ v − η g; θ ← θ + v the
    same walk has the same η; with v ← μ v + (1 − μ) g it has η/(1 − μ).
    """
    eta, mu = validate.schedule("momentum", lr=lr), validate.schedule("momentum", momentum=momentum)
    v = 0.0

    def step(k, theta, g):
        nonlocal v
        v = mu(k) * v + g
        return theta - eta(k) * v

    return walk(Objective("momentum", f, grad), x0, step, steps=steps, tolerance=tolerance,
                callback=callback, cause=too_large(lr))


def nesterov(f, x0, grad=None, *, lr, momentum=0.9, steps=1000, tolerance=1e-6, callback=None):
    """v ← μ v + g;  θ ← θ − η (g + μ v), from v = 0: PyTorch's form of Nesterov's method.

    These θ are the points at which the gradient is taken. With y the sequence that only descends from them,
    y_{k+1} = θ_k − η g_k, the next is θ_{k+1} = y_{k+1} + μ (y_{k+1} − y_k). For eigenvalues in [m, L] the usual
    choice is η = 1/L, μ = (√κ − 1)/(√κ + 1); for a convex f without m, μ = lambda k: k / (k + 3) gives O(1/k²).
    Nesterov (2018), chapter 2.
    """
    eta, mu = validate.schedule("nesterov", lr=lr), validate.schedule("nesterov", momentum=momentum)
    v = 0.0

    def step(k, theta, g):
        nonlocal v
        v = mu(k) * v + g
        return theta - eta(k) * (g + mu(k) * v)

    return walk(Objective("nesterov", f, grad), x0, step, steps=steps, tolerance=tolerance,
                callback=callback, cause=too_large(lr))


def too_large(lr):
    """The likely cause of a divergence, as words; `lr` is a number or a schedule."""
    shown = "" if callable(lr) else f", {np.format_float_positional(lr, trim='-')},"
    return f"the learning rate{shown} is likely too large (try a tenth of it)"
