"""What a notebook keeps of a figure: HTML that follows the page's theme, PNG for readers without HTML, words."""

import sys

from dlkit.plot import palette
from dlkit.plot.heavy import rasterize_heavy
from dlkit.plot.html import html
from dlkit.plot.panels import panels, whole
from dlkit.plot.png import png
from dlkit.plot.svg import drawing


def mimebundle(figure, alt, caption=None, wrap=True, controls=""):
    """{"text/html": …, "image/png": bytes, "text/plain": alt} of `figure`. Call it within `styled()`.

    The same figure gives the same bytes.
    """
    settle(figure)
    rows = panels(figure, wrap)
    drawn = drawing(figure, palette.css_values(), salt=alt)
    return {
        "text/html": html(drawn, rows, alt, caption, controls),
        "image/png": png(figure, whole(rows)),
        "text/plain": alt,
    }


def settle(figure):
    """Lay the figure out once and for all, so that the SVG, the PNG and the cuts agree."""
    rasterize_heavy(figure)
    figure.draw_without_rendering()
    figure.set_layout_engine("none")


def show(bundle):
    """Display a bundle where IPython runs; elsewhere, in a script or a test, do nothing."""
    ipython = sys.modules.get("IPython")
    if ipython is not None and ipython.get_ipython() is not None:
        ipython.display.display(bundle, raw=True)
