"""How far to go along a direction p that descends: φ(α) = f(x + α p), with φ′(0) = gᵀp < 0.

    backtracking  halve α until f has fallen enough (Armijo)
    wolfe         also until the slope has risen enough, so that BFGS may trust what it saw (strong Wolfe)
    exact         a minimum of φ along the way, to rounding

Nocedal and Wright (2006), chapter 3.
"""

import numpy as np

from dlkit.minimize.walk import Stop

ENOUGH, FLAT = 1e-4, 0.9  # c₁ and c₂ of the Wolfe conditions


class Line:
    """φ and φ′ on the ray x + α p."""

    def __init__(self, objective, x, p, g):
        self.objective, self.x, self.p = objective, x, p
        self.value0, self.slope0 = objective.value(x), float(g @ p)
        if not self.slope0 < 0:
            raise Stop(f"the direction does not descend, gᵀp = {self.slope0:.2g} ≥ 0")

    def at(self, alpha):
        return self.x + alpha * self.p

    def value(self, alpha):
        return self.objective.value(self.at(alpha))

    def slope(self, alpha):
        return float(self.objective.gradient(self.at(alpha)) @ self.p)

    def fell(self, alpha):
        """φ(α) ≤ φ(0) + c₁ α φ′(0), and less than φ(0) in spite of rounding; False where φ(α) is nan."""
        value = self.value(alpha)
        return value <= self.value0 + ENOUGH * alpha * self.slope0 and value < self.value0


def backtracking(line):
    """Halve α from 1 until φ falls enough (Armijo); up to 60 times, else raises ArithmeticError."""
    alpha = 1.0
    for _ in range(60):
        if line.fell(alpha):
            return alpha
        alpha /= 2
    raise _no_decrease()


def wolfe(line):
    """Lengthen α until a good one is passed, then close in on it: algorithms 3.5 and 3.6."""
    last, alpha = 0.0, 1.0
    for _ in range(60):
        if not line.fell(alpha) or (last > 0 and line.value(alpha) >= line.value(last)):
            return _zoom(line, last, alpha)
        slope = line.slope(alpha)
        if abs(slope) <= -FLAT * line.slope0:
            return alpha
        if not slope < 0:  # also where the slope is nan
            return _zoom(line, alpha, last)
        last, alpha = alpha, 2 * alpha
    raise _no_bottom()


def _zoom(line, low, high):
    """A good α between `low`, which has the lower value of the two and a slope towards `high`, and `high`."""
    for _ in range(60):
        alpha = _between(line, low, high)
        if not line.fell(alpha) or line.value(alpha) >= line.value(low):
            high = alpha
            continue
        slope = line.slope(alpha)
        if abs(slope) <= -FLAT * line.slope0:
            return alpha
        if slope * (high - low) >= 0:
            high = low
        low = alpha
    if low > 0 and line.value(low) < line.value0:
        return low  # lower than where we stand, although rounding hides the slope
    raise _no_decrease()


def _between(line, low, high):
    """The minimum of the parabola through φ(low), φ′(low), φ(high), kept off the ends; the middle if there is none."""
    width, value, slope = high - low, line.value(low), line.slope(low)
    bend = line.value(high) - value - slope * width
    if not np.isfinite(bend) or bend <= 0:
        return low + 0.5 * width
    return low + min(max(-0.5 * slope * width / bend, 0.1), 0.9) * width


def exact(line):
    """A zero of φ′, between a slope that falls and one that rises, by the secant rule (Illinois)."""
    low, slope_low, high = 0.0, line.slope0, 1.0
    for _ in range(60):
        value, slope_high = line.value(high), line.slope(high)
        if np.isfinite(value) and slope_high >= 0:
            return _zero(line, low, slope_low, high, slope_high)
        if value <= line.value0 and slope_high < 0:
            low, slope_low, high = high, slope_high, 2 * high
        else:  # a hill was passed, or the domain left
            high = (low + high) / 2
    raise _no_bottom()


def _zero(line, low, slope_low, high, slope_high):
    kept = 0
    for _ in range(100):
        alpha = high - slope_high * (high - low) / (slope_high - slope_low)
        slope = line.slope(alpha)
        if abs(slope) <= -1e-14 * line.slope0 or not low < alpha < high:
            return alpha
        if slope < 0:
            low, slope_low = alpha, slope
            slope_high, kept = (slope_high / 2 if kept == 1 else slope_high), 1
        else:
            high, slope_high = alpha, slope
            slope_low, kept = (slope_low / 2 if kept == -1 else slope_low), -1
    return alpha


def _no_decrease():
    return Stop("no step along the descent direction lowers f: rounding is reached, or grad is not the gradient of f")


def _no_bottom():
    return Stop("f falls along the descent direction as far as was looked: it may have no minimum")


SEARCHES = {"wolfe": wolfe, "backtracking": backtracking, "exact": exact}


def named(owner, name):
    """The line search of this name, line → α."""
    if name not in SEARCHES:
        raise ValueError(f"{owner}: line_search must be one of {', '.join(map(repr, SEARCHES))}, got {name!r}")
    return SEARCHES[name]
