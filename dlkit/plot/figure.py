"""The one way a figure of the course is made."""

from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
from matplotlib.figure import Figure

from dlkit.plot import validate
from dlkit.plot.display import mimebundle, show
from dlkit.plot.style import styled

# Inches, by the number of columns. On a page an inch is 96 pixels; 7.5 inches are a column of text.
WIDTHS = {1: 4.9, 2: 7.2}
WIDEST = 7.5
ROW_HEIGHTS = {1: 3.1, 2: 2.8}
LOWEST_ROW = 2.3


def figure(
    rows=1,
    cols=1,
    *,
    alt=None,
    width=None,
    height=None,
    caption=None,
    sharex=False,
    sharey=False,
    width_ratios=None,
    height_ratios=None,
    wrap=True,
):
    """A block that yields matplotlib Axes in the course's style and displays the figure when it ends well.

        with plot.figure(1, 2, alt="Left: the loss falls. Right: so does its slope.") as (left, right):
            left.plot(x, y)

    Yields one Axes, or an array of them: (cols,) or (rows,) for a single row or column, else (rows, cols).
    `alt` says what is seen, for those who do not see it; `caption` is set below, `$…$` in it as a formula.
    `width` and `height` are of the whole figure, in inches of 96 pixels. On a narrow screen the columns stand below
    one another, unless `wrap=False`. `sharex`, `sharey`, `width_ratios`, `height_ratios`: as in matplotlib.
    Nothing is displayed when the block raises, and matplotlib's settings are as before in either case.

    Raises TypeError without an alt text, ValueError for an empty one or for no rows or columns.
    """
    check("plot.figure", rows, cols, alt, width, height)
    layout = Layout(rows, cols, width, height, sharex, sharey, width_ratios, height_ratios, wrap)
    return block(layout, alt, caption)


@dataclass(frozen=True)
class Layout:
    """How many Axes a figure has, how large it is in inches, and what they share; None is the course's default."""

    rows: int
    cols: int
    width: float | None
    height: float | None
    sharex: bool
    sharey: bool
    width_ratios: tuple | None
    height_ratios: tuple | None
    wrap: bool

    def make(self, alt):
        """(a new figure, its Axes), as one Axes or as an array. Call it within `styled()`."""
        width = WIDTHS.get(self.cols, WIDEST) if self.width is None else self.width
        height = self.rows * ROW_HEIGHTS.get(self.cols, LOWEST_ROW) if self.height is None else self.height
        made = Figure(figsize=(width, height), layout="constrained", label=alt)
        axes = made.subplots(
            self.rows,
            self.cols,
            sharex=self.sharex,
            sharey=self.sharey,
            width_ratios=self.width_ratios,
            height_ratios=self.height_ratios,
        )
        if self.wrap and self.cols > 1:
            # A panel that may end up alone on a line needs its own numbers.
            for ax in np.ravel(axes):
                ax.tick_params(labelleft=True, labelbottom=True)
        return made, axes


@contextmanager
def block(layout, alt, caption, controls=""):
    """A block that yields the Axes of `layout` and then displays the figure; `controls` is HTML below the drawing."""
    alt = " ".join(alt.split())
    with styled():
        made, axes = layout.make(alt)
        yield axes
        show(mimebundle(made, alt, caption, layout.wrap, controls))


def check(owner, rows, cols, alt, width, height):
    """Raise TypeError or ValueError, in the name of `owner`, unless there are rows, columns, inches and an alt text."""
    validate.count(owner, rows=rows, cols=cols)
    validate.above(owner, 0, **{name: size for name, size in (("width", width), ("height", height)) if size is not None})
    if alt is None:
        raise TypeError(
            f'{owner} got no alt text: pass alt="…", one or two sentences that say what is seen, '
            "for those who do not see the figure"
        )
    if not isinstance(alt, str):
        raise TypeError(f"{owner} got an alt text of type {type(alt).__name__}: it must be a string")
    if not alt.strip():
        raise ValueError(
            f"{owner} got an empty alt text: say in one or two sentences what is seen and what it shows, "
            'such as alt="The training loss falls for 20 epochs; the validation loss rises after 8."'
        )
