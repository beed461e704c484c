"""The picture that a messenger shows beside a link to the book: its name, and its first idea drawn, 1200 by 630 pixels.

One for all pages, drawn while the published book is built, in the colours and the font of the book's figures. The cards that
sphinxext-opengraph can draw for each page repeat its title and description as a picture, in a font of their own.
"""

from pathlib import Path

import numpy as np

SIZE, DPI = (12.0, 6.3), 100  # inches and pixels per inch
WORDS = "Each idea derived,\nwritten in NumPy, run in PyTorch,\ntested in an experiment."
X = np.array([0.3, 1.1, 2.0, 3.0, 3.9, 4.9, 5.9, 6.7, 8.6, 9.5, 10.3])
ABOVE = np.array([0.2, -0.75, 0.6, -0.25, 0.55, -0.45, 0.95, -0.15, 0.5, -0.3, 0.45])  # the line, in widths of the noise
ODD = (7.5, 1.9)


def line(x):
    return 0.9 + 0.3 * x


def draw_data(ax, plot):
    """Points around a line, and across it the density that they are drawn from."""
    distance = np.linspace(-2.6, 2.6, 101)
    for x in (1.6, 4.5, ODD[0]):
        density = 1.5 * np.exp(-(distance**2) / 2)
        ax.fill_betweenx(line(x) + 0.5 * distance, x, x + density, color=plot.ORANGE, alpha=0.16, linewidth=0)
        ax.plot(x + density, line(x) + 0.5 * distance, color=plot.ORANGE)
    ax.plot([0, 10.8], line(np.array([0, 10.8])), color=plot.BLUE, linewidth=4)
    ax.plot(X, line(X) + 0.5 * ABOVE, "o", color=plot.INK, markersize=8)
    x, y = ODD[0], line(ODD[0]) + 0.5 * ODD[1]
    ax.plot([x, x], [line(x), y], ":", color=plot.INK)
    ax.plot(x, y, "o", color=plot.SURFACE, markeredgecolor=plot.INK, markeredgewidth=3, markersize=13)


def draw_loss(ax, plot):
    """Minus the logarithm of that density, and where the odd point lies on it."""
    distance = np.linspace(-2.4, 2.4, 101)
    ax.plot(distance, distance**2, color=plot.VIOLET, linewidth=4)
    ax.plot([ODD[1]] * 2, [-0.6, ODD[1] ** 2], ":", color=plot.INK)
    ax.plot(ODD[1], ODD[1] ** 2, "o", color=plot.SURFACE, markeredgecolor=plot.INK, markeredgewidth=3, markersize=13)


def draw(path, title):
    """Write the picture to `path`; the words of `title` after its last comma stand on a line of their own."""
    from matplotlib.figure import Figure

    from dlkit import plot  # slow to import, and only a published book needs it
    from dlkit.plot.style import styled

    with styled():
        figure = Figure(SIZE, dpi=DPI, facecolor=plot.SURFACE)
        figure.text(0.06, 0.87, title.replace(", ", ",\n"), fontsize=46, fontweight="bold", color=plot.INK, va="top", linespacing=1.15)
        figure.text(0.06, 0.44, WORDS, fontsize=20, color=plot.INK, va="top", linespacing=1.5, alpha=0.8)
        for place, drawing, y in (((0.51, 0.12, 0.29, 0.76), draw_data, (0, 5.2)), ((0.82, 0.12, 0.14, 0.76), draw_loss, (-0.6, 6.6))):
            ax = figure.add_axes(place)
            drawing(ax, plot)
            ax.set(ylim=y, xticks=[], yticks=[])
            ax.spines.left.set_visible(drawing is draw_data)
        figure.savefig(path)


def finish(app, exception):
    if not exception and app.builder.format == "html":
        draw(Path(app.outdir) / "_static" / "social.png", app.config.html_title)


def setup(app):
    app.connect("build-finished", finish)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
