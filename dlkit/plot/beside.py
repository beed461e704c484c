"""Names beside paths: each where it covers least of what is drawn."""

import numpy as np

from dlkit.plot.halo import halo

SIZE = 9.5  # of the letters, in points
GAP = 5.0  # points between a path and its name
SIDES = [(1, 0), (-1, 0), (0, 1), (0, -1), (0.8, 0.8), (-0.8, 0.8), (0.8, -0.8), (-0.8, -0.8)]
PLACES = 36  # points of a path that are tried


def write_beside(ax, paths, colors):
    """Write each name of {name: path (m, 2)} beside its path in its colour, away from other paths and other names.

    The limits of `ax` must stand. Of some two hundred places per name the one is taken that covers the fewest points
    of all paths; among equals the one nearest to the end of its own.
    """
    figure = ax.get_figure()
    figure.draw_without_rendering()
    scale = 72 / figure.dpi
    window = np.array([[ax.bbox.x0, ax.bbox.y0], [ax.bbox.x1, ax.bbox.y1]]) * scale
    lines = [dense(scale * ax.transData.transform(path), window) for path in paths.values()]
    taken = []
    for (name, _), line, color in zip(paths.items(), lines, colors):
        if not name or len(line) == 0:
            continue
        text = ax.text(0, 0, name, size=SIZE, color=color, ha="center", va="center", zorder=8, path_effects=halo(2))
        box = text.get_window_extent()
        half = scale * np.array([box.width, box.height]) / 2 + 1
        others = [other for other in lines if other is not line]
        center = _best(line, others, taken, half, window)
        taken.append((center, half))
        text.set_position(ax.transData.inverted().transform(center / scale))


def dense(line, window, apart=2.0):
    """Points (m, 2) at most `apart` points apart along the part of a line that lies in the window."""
    pieces = [line[:1]]
    for start, end in zip(line[:-1], line[1:]):
        count = int(np.ceil(min(np.linalg.norm(end - start), 4000.0) / apart)) or 1
        pieces.append(start + (end - start) * np.arange(1, count + 1)[:, None] / count)
    points = np.concatenate(pieces)
    return points[((points >= window[0]) & (points <= window[1])).all(axis=1)]


def _best(line, others, taken, half, window):
    """The centre (2,) of a name of half size `half` (2,), all in points."""
    crossed = np.concatenate(others) if others else np.empty((0, 2))
    steps = np.unique(np.linspace(0, len(line) - 1, PLACES).astype(int))[::-1]
    best, least = None, np.inf
    for rank, index in enumerate(steps):
        for side in np.array(SIDES):
            center = line[index] + side * (half + GAP)
            covered = _within(crossed, center, half).sum() + 0.5 * _within(line, center, half).sum()
            clash = sum((np.abs(center - other) < half + size).all() for other, size in taken)
            outside = np.maximum(window[0] - center + half, center + half - window[1]).clip(min=0).sum()
            # A name must be nearer to its own path than to another.
            doubt = 15.0 * (_distance(crossed, center, half) < 1.5 * _distance(line, center, half))
            cost = covered + 100.0 * clash + 20.0 * outside + doubt + 0.3 * rank
            if cost < least:
                best, least = center, cost
    return best


def corner(ax, paths):
    """The corner of `ax` that paths (m, 2) leave freest, as a legend's loc."""
    points = ax.transAxes.inverted().transform(ax.transData.transform(np.concatenate([np.asarray(path) for path in paths])))
    places = {"upper right": (1, 1), "upper left": (0, 1), "lower right": (1, 0), "lower left": (0, 0)}
    return min(places, key=lambda loc: (np.abs(points - places[loc]) < (0.45, 0.4)).all(axis=1).sum())


def _distance(points, center, half):
    """How far the nearest of points (m, 2) is from the rectangle of a name."""
    if len(points) == 0:
        return np.inf
    return np.linalg.norm((np.abs(points - center) - half).clip(min=0), axis=1).min()


def _within(points, center, half):
    return (np.abs(points - center) < half + 1.5).all(axis=1)
