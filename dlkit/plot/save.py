"""A figure as a file, for a script, a README or a slide."""

from os import PathLike
from pathlib import Path
from xml.etree import ElementTree

from dlkit.plot import palette, validate
from dlkit.plot.animation import Animation
from dlkit.plot.display import settle
from dlkit.plot.gif import gif
from dlkit.plot.panels import panels, whole
from dlkit.plot.png import png
from dlkit.plot.style import styled
from dlkit.plot.svg import drawing, markup

PX_PER_PT = 96 / 72
MARGIN = 6  # points of background around what is drawn


def save(figure, path, *, theme="light", dpi=None):
    """Write a figure (or the one an Axes is in, or an array of Axes) to `path`, .svg or .png, in a theme's colours.

    An animation becomes a .gif that repeats, or with .svg and .png its still frame. `dpi` is by default 200, of a
    GIF 100. Raises ValueError for another suffix or a theme that is not "light" or "dark".
    """
    if not isinstance(path, (str, PathLike)):
        raise TypeError(f"plot.save got path = {path!r}: it must be a file's name; is it the second argument?")
    if theme not in list(palette.THEMES):
        raise ValueError(f"plot.save: theme must be one of {', '.join(map(repr, palette.THEMES))}, got {theme!r}")
    if dpi is not None:
        validate.above("plot.save", 0, dpi=dpi)
    frames, path = figure if isinstance(figure, Animation) else None, Path(path)
    figure = _figure_of(figure)
    colours = palette.recolouring(theme)
    if path.suffix not in (".svg", ".png", ".gif") or (path.suffix == ".gif" and frames is None):
        raise ValueError(f"plot.save got {path.name!r}: path must end in .svg or .png, or of an animation in .gif")
    with styled():
        if path.suffix == ".gif":
            panel = whole(frames.panels()).grown(MARGIN)
            pictures = [png(frame, panel, theme, dpi or 100) for frame in frames.figures]
            path.write_bytes(gif(pictures, frames.fps))
            return
        settle(figure)
        panel = whole(panels(figure, wrap=False)).grown(MARGIN)
        if path.suffix == ".png":
            path.write_bytes(png(figure, panel, theme, dpi or 200))
        else:
            path.write_text(_svg_file(figure, panel, colours), encoding="utf-8")


def _figure_of(drawn):
    """The figure itself, from a figure, an Axes or an array of Axes."""
    if hasattr(drawn, "flat"):
        drawn = drawn.flat[0]
    drawn = getattr(drawn, "figure", drawn)
    if not hasattr(drawn, "savefig"):
        raise TypeError(f"plot.save got a {type(drawn).__name__}: it takes the Axes of a figure, or the figure")
    return drawn


def _svg_file(figure, panel, colours):
    drawn = drawing(figure, colours)
    box = {"x": f"{panel.x:.2f}", "y": f"{panel.y:.2f}", "width": f"{panel.width:.2f}", "height": f"{panel.height:.2f}"}
    root = ElementTree.Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "viewBox": " ".join(box.values()),
            "width": f"{PX_PER_PT * panel.width:.0f}",
            "height": f"{PX_PER_PT * panel.height:.0f}",
            "role": "img",
        },
    )
    ElementTree.SubElement(root, "title").text = figure.get_label()
    ElementTree.SubElement(root, "style").text = drawn.style
    ElementTree.SubElement(root, "rect", {**box, "fill": colours[palette.SURFACE]})
    root.append(drawn.group)
    return markup(root) + "\n"
