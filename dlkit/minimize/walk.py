"""The loop that all methods with a gradient share."""

import numpy as np

from dlkit.minimize import validate
from dlkit.minimize.trajectory import Point, Trajectory


class Stop(Exception):
    """Raised by a step that cannot be taken; its text becomes the reason."""


def walk(objective, x0, step, *, steps, tolerance, callback, cause=""):
    """x_{k+1} = step(k, x_k, g_k) for k = 0, 1, … until ‖g‖ ≤ tolerance; returns the Trajectory.

    Stops before a point where f or its gradient is not finite, and says so with the likely `cause`.
    Raises ValueError if that is so at the start already.
    """
    owner = objective.owner
    validate.count(owner, steps=steps)
    validate.at_least(owner, 0, tolerance=tolerance)
    validate.function(owner, "callback", callback, optional=True)
    x = validate.vector(owner, "x0", x0)
    points, converged = [_point(objective, x)], False
    if trouble := _not_finite(points[0]):
        raise ValueError(f"{owner}: {trouble} at the start x0 = {x}; start where f is defined and smooth")
    for k in range(steps + 1):
        norm = points[-1].gradient_norm
        asked = callback is not None and callback(k, points[-1])
        if norm <= tolerance:
            converged, reason = True, f"converged after {k} steps: ‖∇f‖ = {norm:.2g} ≤ tolerance = {tolerance:g}"
            break
        if asked:
            reason = f"stopped by the callback after {k} steps"
            break
        if k == steps:
            reason = f"all {steps} steps taken: ‖∇f‖ = {norm:.2g} is still above tolerance = {tolerance:g}"
            if objective.grad is None and norm < 1e-4:
                reason += "; the gradient is taken by central differences, which may not come nearer: pass grad"
            break
        g = objective.gradient(x)
        objective.forget(but=x)
        try:
            with np.errstate(all="ignore"):
                x = np.asarray(step(k, x, g), dtype=np.float64)
        except Stop as stop:
            reason = f"stopped after {k} steps: {stop}"
            break
        point = _point(objective, x)
        if trouble := _not_finite(point):
            reason = f"stopped after {k} steps: {trouble} in the next{'; ' if cause else ''}{cause}"
            break
        points.append(point)
    xs, fs, norms = map(np.array, zip(*points))
    return Trajectory(
        xs, fs, norms, converged, reason, objective.n_evaluations, objective.n_gradients, objective.source
    )


def _point(objective, x):
    if not np.isfinite(x).all():
        return Point(x, np.nan, np.nan)
    value = objective.value(x)
    with np.errstate(over="ignore"):  # entries may be finite and their norm not
        return Point(x, value, float(np.linalg.norm(objective.gradient(x))) if np.isfinite(value) else np.nan)


def _not_finite(point):
    """What is not finite at this point, or nothing."""
    if not np.isfinite(point.x).all():
        return "x is no longer finite"
    if not np.isfinite(point.f):
        return f"f is {point.f}"
    if not np.isfinite(point.gradient_norm):
        return f"the norm of the gradient is {point.gradient_norm}"
    return ""
