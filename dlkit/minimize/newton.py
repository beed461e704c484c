"""Newton's method: step to where the quadratic that f looks like has its stationary point."""

from dataclasses import replace

import numpy as np

from dlkit.minimize import validate
from dlkit.minimize.line_search import Line, named
from dlkit.minimize.objective import EPS, Objective
from dlkit.minimize.walk import Stop, walk


def newton(f, x0, grad=None, hess=None, *, lr=1.0, damping=0.0, line_search=None, steps=100, tolerance=1e-6, callback=None):
    """x ← x − η (∇²f + λ 1)⁻¹ g: one step on a quadratic with λ = 0 and η = 1.

    η is `lr`, or what a line search finds ("wolfe", "backtracking", "exact"), which then wants a direction that
    descends. λ is `damping`: a number of at least 0, or "auto" for the least that makes every eigenvalue at least a
    thousandth of the largest. Without `hess` the Hessian is taken by central differences.

    The step leads to a minimum only where the Hessian is positive definite: `reason` says at how many points it was
    not, and of which kind the point is at which the method converged. A singular Hessian stops it.
    Nocedal and Wright (2006), sections 3.3 and 3.4.
    """
    validate.above("newton", 0, lr=lr)
    if damping != "auto":
        validate.at_least("newton", 0, damping=damping)
    search = None if line_search is None else named("newton", line_search)
    objective, indefinite = Objective("newton", f, grad, hess), []

    def step(k, x, g):
        eigenvalues, vectors = _spectrum(objective, x)
        if eigenvalues[0] < 0:
            indefinite.append(k)
        damped = eigenvalues + _shift(eigenvalues, damping)
        if np.abs(damped).min() <= x.size * EPS * np.abs(damped).max():
            raise Stop(f"the Hessian is singular, {_range(damped)}, so there is no Newton step; try damping='auto'")
        p = -vectors @ ((vectors.T @ g) / damped)
        if search is None:
            return x + lr * p
        if not g @ p < 0:
            raise Stop(f"the Newton direction does not descend, {_range(damped)}; try damping='auto'")
        line = Line(objective, x, p, g)
        return line.at(search(line))

    trajectory = walk(objective, x0, step, steps=steps, tolerance=tolerance, callback=callback,
                      cause="Newton's step was too long: try a line search, or damping")
    reason = trajectory.reason + _kind(objective, trajectory) + _warning(indefinite)
    return replace(trajectory, reason=reason, n_evaluations=objective.n_evaluations, n_gradients=objective.n_gradients)


def _spectrum(objective, x):
    """Eigenvalues (d,), the smallest first, and eigenvectors (d, d) of the Hessian at x."""
    h = objective.hessian(x)
    if not np.isfinite(h).all():
        raise Stop("the Hessian is not finite")
    return np.linalg.eigh(h)


def _shift(eigenvalues, damping):
    """λ, for eigenvalues with the smallest first."""
    if damping != "auto":
        return damping
    largest = np.abs(eigenvalues).max() or 1.0
    return max(0.0, 1e-3 * largest - eigenvalues[0])


def _kind(objective, trajectory):
    """What the Hessian says of a point at which the gradient vanishes."""
    if not trajectory.converged:
        return ""
    try:
        eigenvalues, _ = _spectrum(objective, trajectory.x[-1])
    except Stop as stop:
        return f"; {stop} there"
    # Differences leave an error of their own, which must not pass for a sign.
    noise = (EPS if objective.hess else 1e-6) * eigenvalues.size * np.abs(eigenvalues).max()
    if eigenvalues[0] > noise:
        kind = "a minimum"
    elif eigenvalues[-1] < -noise:
        kind = "a maximum"
    elif eigenvalues[0] < -noise and eigenvalues[-1] > noise:
        kind = "a saddle point"
    else:
        return f", where the Hessian is singular, {_range(eigenvalues)}, and does not tell a minimum from a saddle point"
    return f", at {kind}: {_range(eigenvalues)}"


def _range(eigenvalues):
    return f"its eigenvalues run from {eigenvalues.min():.3g} to {eigenvalues.max():.3g}"


def _warning(indefinite):
    if not indefinite:
        return ""
    return f"; the Hessian was not positive semi-definite at {len(indefinite)} of the points, first at point {indefinite[0]}"
