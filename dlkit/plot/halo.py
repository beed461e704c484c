"""A rim of the background around letters that stand on a picture."""

from matplotlib.patheffects import withStroke

from dlkit.plot import palette


def halo(width=2.5):
    """Path effects for a text or a line, `width` points on each side in the colour of the background."""
    return [withStroke(linewidth=2 * width, foreground=palette.SURFACE, alpha=0.75)]
