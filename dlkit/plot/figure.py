"""The one way a figure of the course is made."""

from contextlib import contextmanager

import numpy as np
from matplotlib.figure import Figure

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
    _check(rows, cols, alt)
    size = (
        WIDTHS.get(cols, WIDEST) if width is None else width,
        rows * ROW_HEIGHTS.get(cols, LOWEST_ROW) if height is None else height,
    )
    grid = {
        "sharex": sharex,
        "sharey": sharey,
        "width_ratios": width_ratios,
        "height_ratios": height_ratios,
    }
    return _block(rows, cols, size, grid, " ".join(alt.split()), caption, wrap)


@contextmanager
def _block(rows, cols, size, grid, alt, caption, wrap):
    with styled():
        made = Figure(figsize=size, layout="constrained", label=alt)
        axes = made.subplots(rows, cols, **grid)
        if wrap and cols > 1:
            # A panel that may end up alone on a line needs its own numbers.
            for ax in np.ravel(axes):
                ax.tick_params(labelleft=True, labelbottom=True)
        yield axes
        show(mimebundle(made, alt, caption, wrap))


def _check(rows, cols, alt):
    for name, count in (("rows", rows), ("cols", cols)):
        if not isinstance(count, (int, np.integer)) or count < 1:
            raise ValueError(f"plot.figure got {name}={count!r}: a figure has at least one row and one column")
    if alt is None:
        raise TypeError(
            'plot.figure got no alt text: pass alt="…", one or two sentences that say what is seen, '
            "for those who do not see the figure"
        )
    if not isinstance(alt, str):
        raise TypeError(f"plot.figure got an alt text of type {type(alt).__name__}: it is a string")
    if not alt.strip():
        raise ValueError(
            "plot.figure got an empty alt text: say in one or two sentences what is seen and what it shows, "
            'such as alt="The training loss falls for 20 epochs; the validation loss rises after 8."'
        )
