"""The heights of contour lines, written on the lines."""

import numpy as np

from dlkit.plot import palette
from dlkit.plot.halo import halo

SIZE = 9
EDGE = 16.0  # points that a number stays away from the edges, and from what else is there
APART = 26.0  # points between two numbers


def write_heights(ax, lines, avoid):
    """Write on every second line of a ContourSet its height, once, upright and clear of the points `avoid` (m, 2).

    Where a line is nowhere far enough from the edges, the points and the other numbers, it goes without.
    """
    scale = 72 / ax.get_figure().dpi
    low, high = scale * ax.bbox.min, scale * ax.bbox.max
    placed = list(scale * ax.transData.transform(avoid)) if len(avoid) else []
    # The highest first: the low lines lie close together, and go without rather than crowd.
    for level, path in list(zip(lines.levels, lines.get_paths()))[::-1][::2]:
        pieces = [scale * ax.transData.transform(piece) for piece in path.to_polygons(closed_only=False)]
        best, room = None, APART
        for piece in pieces:
            # Only a piece as long as three numbers carries one.
            if np.linalg.norm(np.diff(piece, axis=0), axis=1).sum() < 3 * APART:
                continue
            for k in range(2, len(piece) - 2, max(1, len(piece) // 60)):
                point = piece[k]
                if min((point - low).min(), (high - point).min()) < EDGE:
                    continue
                free = min([np.linalg.norm(point - other) for other in placed], default=np.inf)
                free = min(free, 3 * (point - low).min(), 3 * (high - point).min())
                if free > room:
                    best, room = (point, piece[min(k + 2, len(piece) - 1)] - piece[k - 2]), free
        if best is not None:
            point, along = best
            angle = (np.degrees(np.arctan2(along[1], along[0])) + 90) % 180 - 90
            look = {"size": SIZE, "color": palette.INK, "alpha": 0.75, "ha": "center", "va": "center"}
            where = ax.transData.inverted().transform(point / scale)
            ax.text(*where, f"{level:g}", rotation=angle, zorder=2, path_effects=halo(2.5), clip_on=True, **look)
            placed.append(point)
