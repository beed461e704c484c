"""Where a figure may be cut, so that panels side by side on a desk stand below one another on a phone."""

from dataclasses import dataclass
from itertools import pairwise

from matplotlib.transforms import Bbox

MARGIN = 2.0  # points left around what is drawn


@dataclass(frozen=True)
class Panel:
    """A rectangle of the drawing, in points from the figure's upper left corner."""

    x: float
    y: float
    width: float
    height: float

    def grown(self, by):
        """The same with `by` points more on each side."""
        return Panel(self.x - by, self.y - by, self.width + 2 * by, self.height + 2 * by)


def panels(figure, wrap=True):
    """Rows of panels, list of lists of `Panel`, that together hold all that is drawn and nothing beyond it.

    A cut goes through empty space only, between columns of axes and, where there are several, between rows. A colour
    bar stays with its axes, and what spans two columns (a title of the figure, a legend) keeps them together.
    Without `wrap` the whole figure is one panel.
    """
    return cut(drawn_boxes(figure), wrap)


def cut(boxes, wrap=True):
    """Rows of panels of what covers `boxes`, as `panels` has them."""
    whole = Bbox.union(boxes).padded(MARGIN)
    columns = _cuts([(box.x0, box.x1) for box in boxes], whole.x0, whole.x1) if wrap else [whole.x0, whole.x1]
    several = len(columns) > 2
    rows = _cuts([(box.y0, box.y1) for box in boxes], whole.y0, whole.y1) if several else [whole.y0, whole.y1]
    return [
        [Panel(left, top, right - left, bottom - top) for left, right in pairwise(columns)]
        for top, bottom in pairwise(rows)
    ]


def whole(rows):
    """The one `Panel` that all panels make together."""
    first, last = rows[0][0], rows[-1][-1]
    return Panel(first.x, first.y, last.x + last.width - first.x, last.y + last.height - first.y)


def drawn_boxes(figure):
    """What each axes (with its colour bars) and each text or legend of the figure covers, in points, y downwards."""
    boxes = []
    for axes in figure.axes:
        bars = [artist.colorbar.ax for artist in axes.get_children() if getattr(artist, "colorbar", None)]
        found = [box for part in (axes, *bars) if (box := part.get_tightbbox()) is not None]
        if axes.get_visible() and found:
            boxes.append(Bbox.union(found))
    for artist in (*figure.texts, *figure.legends, *figure.lines, *figure.patches, *figure.images):
        if artist.get_visible() and (box := artist.get_tightbbox()) is not None:
            boxes.append(box)
    if not boxes:
        return [Bbox([[0, 0], [72 * figure.get_figwidth(), 72 * figure.get_figheight()]])]
    scale, height = 72 / figure.dpi, 72 * figure.get_figheight()
    return [Bbox([[scale * b.x0, height - scale * b.y1], [scale * b.x1, height - scale * b.y0]]) for b in boxes]


def _cuts(intervals, start, end):
    """[start, …, end]: the middles of the gaps that no interval covers."""
    cuts, reach = [], None
    for low, high in sorted(intervals):
        if reach is not None and low > reach:
            cuts.append((low + reach) / 2)
        reach = high if reach is None else max(reach, high)
    return [start, *cuts, end]
