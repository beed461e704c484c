"""Line search: how far to go along a direction."""

import math
from typing import NamedTuple

import numpy as np


class Point(NamedTuple):
    """f and its slope at θ + t d, and the gradient there."""

    t: float
    value: float
    slope: float
    grad: np.ndarray


def strong_wolfe(along, start, t, max_evals, min_width, c1=1e-4, c2=0.9):
    """A Point with f(t) ≤ f(0) + c₁ t f′(0) and |f′(t)| ≤ c₂ |f′(0)|, or the lowest one after `max_evals` more calls.

    along(t) gives the Point at t; `start` is the one at 0, the search begins at `t`. First the interval grows until
    it holds such a point, then it shrinks around it, down to `min_width`; guesses are minima of the cubic through
    both ends. Nocedal and Wright (2006), algorithms 3.5 and 3.6, with PyTorch's safeguards.
    """

    def too_high(point):
        return point.value > start.value + c1 * point.t * start.slope

    def flat(point):
        return abs(point.slope) <= -c2 * start.slope

    previous, point = start, along(t)
    for evals in range(max_evals):
        if too_high(point) or (evals > 1 and point.value >= previous.value):
            break
        if flat(point):
            return point
        if point.slope >= 0:
            break
        t = cubic_minimum(previous, point, point.t + 0.01 * (point.t - previous.t), 10 * point.t)
        previous, point = point, along(t)
    else:
        return min(start, point, key=lambda p: p.value)

    low, high = sorted((previous, point), key=lambda p: p.value)
    close_before = False
    for _ in range(evals, max_evals):
        left, right = sorted((low.t, high.t))
        if right - left < min_width:
            break
        t, close_before = inside(cubic_minimum(low, high, left, right), left, right, close_before)
        point = along(t)
        if too_high(point) or point.value >= low.value:
            low, high = sorted((low, point), key=lambda p: p.value)
        elif flat(point):
            return point
        else:
            low, high = point, (low if point.slope * (high.t - low.t) >= 0 else high)
    return low


def inside(t, left, right, close_before):
    """t, moved to a tenth of the interval from its end if it comes close to one for the second time or lies on it.

    Returns it and whether it came close and was left there.
    """
    margin = 0.1 * (right - left)
    if min(right - t, t - left) >= margin:
        return t, False
    if close_before or not left < t < right:
        return (right - margin if abs(t - right) < abs(t - left) else left + margin), False
    return t, True


def cubic_minimum(a, b, lowest, highest):
    """Where the cubic with the values and slopes of the Points a and b is least, within lowest … highest."""
    if a.t > b.t:
        a, b = b, a
    d1 = a.slope + b.slope - 3 * (a.value - b.value) / (a.t - b.t)
    d2_squared = d1 * d1 - a.slope * b.slope
    if not 0 <= d2_squared < math.inf:  # no minimum, or a value that is not finite
        return (lowest + highest) / 2
    d2 = math.sqrt(d2_squared)
    curvature = b.slope - a.slope + 2 * d2
    if curvature == 0:  # a straight line
        return highest if b.slope < 0 else lowest
    t = b.t - (b.t - a.t) * ((b.slope + d2 - d1) / curvature)
    return min(max(t, lowest), highest)
