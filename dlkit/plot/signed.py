"""Colours for numbers with a sign: blue below zero, orange above, and the strength of either by its depth."""

import numpy as np
from matplotlib.colors import LinearSegmentedColormap

from dlkit.plot import palette, validate

# An image keeps its colours on a dark page: the middle is a grey that is seen on both.
SIGNED = LinearSegmentedColormap.from_list(
    "dlkit signed", ["#0d2c80", palette.BLUE, "#9db4ea", "#f4f4f4", "#efb893", palette.ORANGE, "#7d3103"]
)


def reach(values, owner, limit=None):
    """The largest |value|, or `limit` where one is given: the scale goes as far to either side of zero."""
    if limit is None:
        return float(np.abs(values).max() or 1.0)
    validate.above(owner, 0, limit=limit)
    return float(limit)


def colour_bar(ax, cmap, low, high, label):
    """A slim bar below `ax` that says what the colours mean, with a tick at each end and one at zero."""
    # an artist of `ax` that draws nothing: the bar of an artist stays with its axes where a figure is cut
    mappable = ax.scatter([], [], c=[], cmap=cmap, vmin=low, vmax=high)
    bar = ax.get_figure().colorbar(mappable, ax=ax, location="bottom", aspect=30, shrink=0.6, pad=0.03)
    bar.solids.set_rasterized(True)
    bar.outline.set_visible(False)
    ticks = [low, 0.0, high] if low < 0 < high else [low, high]
    bar.set_ticks(ticks, labels=[f"{tick:.2g}".replace("-", "−") for tick in ticks])
    bar.ax.tick_params(length=0)
    bar.set_label(label)
    return bar
