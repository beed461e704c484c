"""The names of lines at their ends: the eye need not travel to a legend and back."""

import numpy as np

from dlkit.plot import validate

APART = 1.25  # font sizes between two names


def direct_labels(ax, *, size=9.5, gap=6):
    """Write the label of every labelled line of `ax` at its right end, in its colour, and remove the legend.

    Call it last, when scales and limits stand: names that would touch are moved apart. `size` is the font's, in
    points; `gap` the points between a line's end and its name. Returns `ax`.

    Raises ValueError where no line has a label.
    """
    validate.axes("plot.direct_labels", ax)
    validate.above("plot.direct_labels", 0, size=size)
    validate.finite("plot.direct_labels", gap=gap)
    labelled = [line for line in ax.get_lines() if not line.get_label().startswith("_")]
    ends = {line: end for line in labelled if (end := last_point(line)) is not None}
    if not ends:
        raise ValueError("plot.direct_labels found no line with a label in these Axes: pass label=… to ax.plot")
    figure = ax.get_figure()
    figure.draw_without_rendering()  # the limits and the layout must stand to know what touches
    points = 72 / figure.dpi * ax.transData.transform(list(ends.values()))
    heights = spread(points[:, 1], APART * size)
    for (line, end), wanted, height in zip(ends.items(), points[:, 1], heights):
        ax.annotate(
            line.get_label(),
            end,
            xytext=(gap, height - wanted),
            textcoords="offset points",
            va="center",
            color=line.get_color(),
            size=size,
            annotation_clip=False,
        )
    if ax.get_legend() is not None:
        ax.get_legend().remove()
    return ax


def spread(wanted, apart):
    """Positions (n,) at least `apart` from each other, in the order of `wanted` (n,), as near to it as can be.

    Touching names form a block around the mean of what they want; blocks that touch are joined.
    """
    wanted = np.asarray(wanted, dtype=float)
    order = np.argsort(wanted, kind="stable")
    blocks = []  # each: [sum of (wanted − rank within the block · apart), count]
    for position in wanted[order]:
        blocks.append([position, 1])
        while len(blocks) > 1 and _start(blocks[-2]) + blocks[-2][1] * apart > _start(blocks[-1]):
            total, count = blocks.pop()
            blocks[-1][0] += total - count * blocks[-1][1] * apart
            blocks[-1][1] += count
    placed = np.concatenate([_start(block) + apart * np.arange(block[1]) for block in blocks])
    return placed[np.argsort(order, kind="stable")]


def _start(block):
    return block[0] / block[1]


def last_point(line):
    """The last point (2,) of a line that is a number, None if there is none."""
    points = np.column_stack([line.get_xdata(orig=False), line.get_ydata(orig=False)])
    points = points[np.isfinite(points).all(axis=1)]
    return points[-1] if len(points) else None
