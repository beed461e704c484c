"""Artists that are better drawn as pixels: an inline SVG must stay light, and without seams."""

import numpy as np
from matplotlib.collections import Collection, QuadMesh
from matplotlib.contour import ContourSet
from matplotlib.lines import Line2D

MOST_MARKS = 1000  # an SVG of so many, each in a colour of its own, has 130 kB


def rasterize_heavy(figure, most=MOST_MARKS):
    """Mark the artists of `figure` with more than `most` points, cells or paths to be drawn as pixels.

    Filled contours too, whatever their number: drawn as shapes side by side, a browser leaves bright seams.

    Pixels carry their colours with them: they do not follow the theme, so the palette's mid tones suit them best.
    """
    for artist in figure.findobj(lambda artist: isinstance(artist, (Collection, Line2D))):
        if marks(artist) > most or (isinstance(artist, ContourSet) and artist.filled):
            artist.set_rasterized(True)


def marks(artist):
    """How many points, cells or paths an SVG of a collection or a line would hold one by one."""
    if isinstance(artist, Line2D):
        has_marker = artist.get_marker() not in (None, "", " ", "None", "none")
        return len(artist.get_xdata()) if has_marker else 0
    if isinstance(artist, QuadMesh):
        return int(np.prod(np.shape(artist.get_coordinates())[:2]))
    return max(len(artist.get_offsets()), len(artist.get_paths()))
