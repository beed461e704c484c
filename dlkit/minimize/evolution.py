"""A (μ, λ) evolution strategy: draw around a point, keep the best, and let the step size evolve along."""

import math

import numpy as np

from dlkit.minimize import validate
from dlkit.minimize.objective import Objective
from dlkit.minimize.search import height
from dlkit.minimize.trajectory import Point, Trajectory


def evolution(f, x0, *, std=1.0, parents=5, offspring=35, steps=200, tolerance=1e-8, rng=None, callback=None):
    """λ offspring x_i = x + σ_i z_i with σ_i = σ exp(τ ζ_i); x ← mean of the μ best, σ ← their geometric mean.

    z_i (d,) and ζ_i are standard normal, τ = 1/√(2d), μ = `parents`, λ = `offspring`, and σ starts at `std`: a step
    size that led to good points survives with them. Trajectory.x are the means x, `populations` (steps + 1, λ, d)
    the offspring drawn around each but the start, which has itself λ times. Converged when σ ≤ `tolerance`.
    Beyer and Schwefel (2002).
    """
    x = validate.vector("evolution", "x0", x0)
    validate.above("evolution", 0, std=std)
    validate.count("evolution", parents=parents, offspring=offspring, steps=steps)
    validate.at_least("evolution", 0, tolerance=tolerance)
    validate.function("evolution", "callback", callback, optional=True)
    if parents >= offspring:
        raise ValueError(f"evolution: parents must be fewer than offspring, or nothing is selected; got {parents} and {offspring}")
    objective, rng = Objective("evolution", f), validate.generator("evolution", rng)
    tau, sigma, converged = 1 / math.sqrt(2 * x.size), float(std), False
    xs, values, populations = [x], [height(objective, x)], [np.tile(x, (offspring, 1))]
    for k in range(steps + 1):
        asked = callback is not None and callback(k, Point(x, values[-1], np.nan))
        if sigma <= tolerance:
            converged, reason = True, f"converged after {k} steps: the step size is {sigma:.2g} ≤ tolerance = {tolerance:g}"
            break
        if asked:
            reason = f"stopped by the callback after {k} steps"
            break
        if k == steps:
            reason = f"all {steps} steps taken: the step size is {sigma:.2g}, still above tolerance = {tolerance:g}"
            break
        sigmas = sigma * np.exp(tau * rng.standard_normal(offspring))
        drawn = x + sigmas[:, None] * rng.standard_normal((offspring, x.size))
        heights = np.array([height(objective, child) for child in drawn])
        if not np.isfinite(heights).any():
            reason = f"stopped after {k} steps: f is not finite at any of {offspring} offspring, the step size is {sigma:.2g}"
            break
        best = np.argsort(heights, kind="stable")[:parents]
        best = best[np.isfinite(heights[best])]
        x, sigma = drawn[best].mean(axis=0), float(np.exp(np.log(sigmas[best]).mean()))
        xs.append(x)
        values.append(height(objective, x))
        objective.forget(but=x)
        populations.append(drawn)
    return Trajectory(
        np.array(xs), np.array(values), np.full(len(xs), np.nan), converged, reason, objective.n_evaluations,
        populations=np.array(populations),
    )
