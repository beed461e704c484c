"""What the units of a layer see, drawn over an image."""

import numpy as np
from matplotlib.patches import Rectangle

from dlkit.explain.receptive_field import ReceptiveField, as_unit
from dlkit.plot import palette, validate
from dlkit.plot.direct_labels import APART, spread
from dlkit.plot.halo import halo
from dlkit.plot.overlay import as_grey

LABEL_SIZE = 9.5


def receptive_field(image, fields, ax, *, unit=None):
    """Draw over an image what units see, from explain.receptive_fields(model, size=image.shape[-2:]); returns `ax`.

    `fields` is one ReceptiveField: a dot stands at the centre of each of the layer's units, and a box around what
    `unit` (row, column), by default the middle one, sees. Or it is a list of them: what the last one's `unit`
    sees, and within it, for each layer before, what a unit in the middle of that sees, named at the right. What lies in the padding is drawn
    outside of the image. Raises ValueError for images or fields of another rank or size, or a unit that is not there.
    """
    owner = "plot.receptive_field"
    validate.axes(owner, ax)
    grey = as_grey(image, owner)
    several = isinstance(fields, (list, tuple))
    fields = list(fields) if several else [fields]
    if not fields:
        raise ValueError(f"{owner} got no fields: one at least is wanted, of explain.receptive_fields(model, size)")
    for field in fields:
        if not isinstance(field, ReceptiveField):
            raise TypeError(
                f"{owner} got a {type(field).__name__} in fields: they must be of explain.receptive_fields(model, size)"
            )
    last = fields[-1]
    if any(len(field.size) != 2 for field in fields):
        raise ValueError(f"{owner} got fields along {len(last.size)} axis: it draws those of images, along two")
    unit = tuple(count // 2 for count in last.units) if unit is None else as_unit(owner, unit, last.units, last.name)
    ax.imshow(grey, cmap="gray", vmin=0, vmax=1.25)
    boxes = [last.box(unit)]
    if several:
        place = last.centre(unit)
        for field in fields[-2::-1]:
            chosen = nearest(field, place)
            boxes.insert(0, field.box(chosen))
            place = field.centre(chosen)  # from layer to layer, so that each box lies within the next
    else:
        rows, columns = np.array([last.centre(place) for place in np.ndindex(last.units)]).T
        ax.scatter(columns, rows, s=7, color=palette.SKY, linewidths=0)
        middle = last.centre(unit)
        ax.scatter(middle[1], middle[0], s=34, color=palette.ORANGE, edgecolors="white", linewidths=0.8, zorder=3)
    for number, box in enumerate(boxes):
        _draw_box(ax, box, f"C{number % 7}" if several else palette.ORANGE)
    _limits(ax, grey.shape, boxes)
    ax.set_axis_off()
    if several:
        _name_boxes(ax, fields, boxes)
    return ax


def nearest(field, place):
    """The unit of a layer whose centre is nearest to a place (row, column) of the image."""
    first = field.centre((0, 0))
    wanted = [round((p - c) / j) for p, c, j in zip(place, first, field.jump)]
    return tuple(min(max(i, 0), count - 1) for i, count in zip(wanted, field.units))


def _draw_box(ax, box, colour):
    (top, bottom), (left, right) = box
    edge = {"fill": False, "edgecolor": colour, "linewidth": 2.2, "joinstyle": "miter", "zorder": 2}
    ax.add_patch(Rectangle((left - 0.5, top - 0.5), right - left + 1, bottom - top + 1, path_effects=halo(1.6), **edge))


def _limits(ax, shape, boxes):
    """Show the whole image, and of the padding what the boxes reach into."""
    edge = 0.15 + max(shape) * 0.01
    lows = [min(-0.5, *(box[axis][0] - 0.5 for box in boxes)) - edge for axis in (0, 1)]
    highs = [max(shape[axis] - 0.5, *(box[axis][1] + 0.5 for box in boxes)) + edge for axis in (0, 1)]
    ax.set(xlim=(lows[1], highs[1]), ylim=(highs[0], lows[0]))


def _name_boxes(ax, fields, boxes):
    """The layer, and how much it sees, right of the picture, with a line from the right edge of its box."""
    ax.get_figure().draw_without_rendering()
    to_paper, points = ax.transData, 72 / ax.get_figure().dpi
    tops = [points * to_paper.transform((0, top - 0.5))[1] for (top, _), _ in boxes]
    heights = spread(np.array(tops) - 4, APART * LABEL_SIZE)
    edge = ax.get_xlim()[1]
    for number, (field, ((top, bottom), (_, right)), height) in enumerate(zip(fields, boxes, heights)):
        colour = f"C{number % 7}"
        level = to_paper.inverted().transform((0, height / points))[1]
        begins = min(max(level, top - 0.5), bottom + 0.5)
        ax.plot([right + 0.5, edge], [begins, level], color=colour, linewidth=1.2, clip_on=False, path_effects=halo(0.7))
        ax.annotate(
            f"{field.name} {field.kind}, {field.size[0]} × {field.size[1]}",
            (edge, level),
            xytext=(5, 0),
            textcoords="offset points",
            va="center",
            size=LABEL_SIZE,
            color=colour,
            annotation_clip=False,
        )
