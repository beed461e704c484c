"""The ways of minimisers over a surface."""

from collections.abc import Mapping

import numpy as np
from matplotlib.lines import Line2D

from dlkit.plot import palette, validate
from dlkit.plot.beside import corner, write_beside

MOST_DOTS = 60  # a path of more steps is a plain line
FAR = 1e3  # windows beyond the window; a path is not followed farther
CHUNK = 16  # steps
HEAD = {"markersize": 7.5, "markeredgewidth": 1.2, "zorder": 6}


def trajectories(paths, ax, *, upto=None, colors=None, dots=True, steps=False):
    """Draw the ways that minimisers went, each with its name beside it, over what `plot.loss_surface` has drawn.

    `paths` is {name: path}, or one path; a path is a `Trajectory` of `dlkit.minimize` or an array (steps + 1, 2).
    A ring is the start, a disc the end; a triangle at the edge is where a path leaves that ends beyond it, a cross
    the last place of one that ends in numbers that are not finite. Small `dots` show the steps where there are at most 60. `upto` draws the first
    steps only, for an animation, with the names in the corner that the whole paths leave free; `colors` has one
    colour per path. `steps` adds the count of steps to the names. The limits of `ax` stay. Returns `ax`.

    Raises ValueError for paths that are not in the plane, are empty, or start where no number is.
    """
    owner = "plot.trajectories"
    validate.axes(owner, ax)
    if upto is not None:
        validate.count(owner, minimum=0, upto=upto)
    paths = paths if isinstance(paths, Mapping) else {"": paths}
    points = {name: _points(path, name) for name, path in paths.items()}
    if not points:
        raise ValueError(f"{owner} got no paths: one at least is wanted")
    colors = [f"C{i}" for i in range(len(points))] if colors is None else colors
    if isinstance(colors, str) or not np.iterable(colors):
        raise TypeError(f"{owner} got colors = {colors!r}: they must be a list with one for each path")
    colors = list(colors)
    if len(colors) < len(points):
        raise ValueError(f"{owner} got {len(points)} paths and {len(colors)} colors: one for each is wanted")
    if not ax.has_data():
        finite = np.concatenate([path[np.isfinite(path).all(axis=1)] for path in points.values()])
        ax.update_datalim(finite)
        ax.autoscale_view()
    window = np.array([ax.get_xlim(), ax.get_ylim()])
    ax.set(xlim=window[0], ylim=window[1])
    named = {}
    for (name, path), color in zip(points.items(), colors):
        small = dots and len(path) <= MOST_DOTS + 1
        now, lost = followed(path if upto is None else path[: upto + 1], window)
        _draw(ax, now, lost, window, color, small, chunk=len(path) if upto is None else CHUNK)
        named[f"{name}, {len(path) - 1} steps" if steps else name] = followed(path, window)[0]
    if any(named) and upto is None:
        write_beside(ax, named, colors)
    elif any(named):
        # Beside paths that grow, names would move, or stand where nothing is yet.
        lines = [Line2D([], [], color=color, linewidth=1.8) for color in colors[: len(named)]]
        ax.legend(lines, list(named), loc=corner(ax, named.values())).set_zorder(8)
    return ax


def followed(path, window):
    """(path (m, 2) up to where it can be drawn, whether it is lost after that).

    A path is lost where it is not finite, or farther from the window than a thousand of its size.
    """
    low, high = np.sort(window, axis=1).T
    with np.errstate(all="ignore"):
        distance = np.max(np.maximum(low - path, path - high) / (high - low), axis=1)
    lost = ~(distance <= FAR)  # nan counts
    if not lost.any():
        return path, False
    end = int(lost.argmax())
    if np.isfinite(path[end]).all() and end > 0:
        # As far along the last step as pixels can still be computed.
        with np.errstate(all="ignore"):
            beyond = path[end - 1] + FAR / distance[end] * (path[end] - path[end - 1])
        return np.concatenate([path[:end], [beyond]]), True
    return path[:end], True


def leaving(path, window):
    """(index of the last point within, place (2,) where it then leaves the window, direction (2,)), None if it ends within."""
    low, high = np.sort(window, axis=1).T
    inside = ((path >= low) & (path <= high)).all(axis=1)
    if inside[-1] or not inside.any():
        return None
    last = int(np.flatnonzero(inside)[-1])
    start, step = path[last], path[last + 1] - path[last]
    edges = np.where(step > 0, high, low)
    share = np.divide(edges - start, step, out=np.full(2, np.inf), where=step != 0)
    return last, start + min(share.min(), 1.0) * step, step


def _draw(ax, path, lost, window, color, dots, chunk):
    edge = {"markeredgecolor": palette.SURFACE, **HEAD}
    small = {"marker": "o", "markersize": 3.2, "markeredgewidth": 0} if dots else {}
    exit = leaving(path, window)
    line = path if exit is None else np.concatenate([path[: exit[0] + 1], [exit[1]]])
    # In an animation the pieces that are complete are the same in all later frames, and stored once.
    for first in range(0, max(len(line) - 1, 1), chunk):
        ax.plot(*line[first : first + chunk + 1].T, color=color, linewidth=1.8, zorder=5, **small)
    ax.plot(*path[0], "o", color=color, **{**HEAD, "markeredgewidth": 1.8, "markerfacecolor": palette.SURFACE})
    if exit is not None:
        _, place, step = exit
        size = (np.diff(window, axis=1)[:, 0], [ax.bbox.width, ax.bbox.height])
        across, up = step / size[0] * size[1]
        angle = np.degrees(np.arctan2(up, across))
        look = {**HEAD, "markersize": 11, "clip_on": False}
        ax.plot(*place, marker=(3, 0, angle - 90), color=color, markeredgecolor=palette.SURFACE, **look)
    elif lost:
        ax.plot(*path[-1], "X", color=color, **{**edge, "markersize": 9})
    elif len(path) > 1:
        ax.plot(*path[-1], "o", color=color, **edge)


def _points(path, name):
    """A path as a float array (steps + 1, 2)."""
    of = f" for {name!r}" if name else ""
    points = validate.numeric("plot.trajectories", getattr(path, "x", path), f"a path{of}", all_finite=False).astype(float)
    if points.ndim != 2 or points.shape[1] != 2:
        raise ValueError(
            f"plot.trajectories got a path of shape {points.shape}{of}: points in the plane, (steps + 1, 2), are wanted; "
            "with more variables project first, as plot.weight_plane does"
        )
    if len(points) == 0 or not np.isfinite(points[0]).all():
        raise ValueError(
            f"plot.trajectories got a path{of} of shape {points.shape} without a start: "
            "its first point must be a pair of finite numbers"
        )
    return points
