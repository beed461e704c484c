"""Points of several classes, told apart by colour and by shape."""

import numpy as np

from dlkit.plot import palette, validate
from dlkit.plot.heavy import MOST_MARKS

MARKERS = ("o", "s", "^", "D", "v", "P", "X")
# A square looks larger than a circle of the same area, a triangle smaller.
_AREAS = {"o": 1.0, "s": 0.85, "^": 1.1, "D": 0.75, "v": 1.1, "P": 1.15, "X": 1.15}


def scatter_classes(x, y, ax, *, classes=None, labels=None, size=26, legend=True, alpha=1.0):
    """Draw points x (n, 2) by their class y (n,); returns `ax`.

    `classes` lists the values of y in the order of the palette, by default those that occur, sorted; `labels` are
    their names in the legend. `size` is the area of a marker in square points.

    Raises ValueError for other shapes, more than seven classes, a class not in `classes`, or not one label per class.
    """
    owner = "plot.scatter_classes"
    validate.axes(owner, ax)
    validate.above(owner, 0, size=size)
    x, y = as_points(x, y, owner)
    classes = np.unique(y) if classes is None else np.asarray(classes)
    labels = check_classes(classes, labels, owner)
    strange = np.setdiff1d(y, classes)
    if strange.size:
        raise ValueError(f"{owner} got the class {strange[0]} in y: it must be one of {classes.tolist()}")
    crowded = len(x) > MOST_MARKS  # edges would then hide the points beneath
    edge = {"linewidths": 0} if crowded else {"linewidths": 0.7, "edgecolors": palette.SURFACE}
    for number, value in enumerate(classes):
        here, marker = x[y == value], MARKERS[number]
        look = {"s": size * _AREAS[marker], "c": f"C{number}", "marker": marker, "alpha": alpha, **edge}
        ax.scatter(here[:, 0], here[:, 1], label=labels[number], **look)
    if legend:
        ax.legend()
    return ax


def as_points(x, y, owner, what="x"):
    """x as an array (n, 2) and y as an array (n,) of classes, or an error that names `owner` and, for x, `what`."""
    x, y = validate.numeric(owner, x, what), validate.array(owner, y, "y")
    if x.ndim != 2 or x.shape[1] != 2:
        raise ValueError(
            f"{owner} got {what} of shape {x.shape}: it must be points in the plane, (n, 2); "
            "with more features choose two of them, or project first"
        )
    if y.shape != (len(x),):
        raise ValueError(
            f"{owner} got {what} of shape {x.shape} and y of shape {y.shape}: y must be one class per point, ({len(x)},); "
            "is y one-hot, or a column?"
        )
    return x, _classes(owner, y)


def _classes(owner, y):
    """y itself, if it holds what can be a class: numbers, or names."""
    if y.dtype.kind in "fiub":
        return validate.numeric(owner, y, "y")
    if y.dtype.kind in "UST" or (y.dtype.kind == "O" and all(isinstance(name, str) for name in y)):
        return y
    raise TypeError(f"{owner} got y of dtype {y.dtype}: classes must be numbers or names, and all of a kind")


def check_classes(classes, labels, owner):
    """The names of the classes, `labels` if given, or a ValueError that names `owner`."""
    if np.ndim(classes) != 1:
        raise ValueError(f"{owner} got classes = {classes!r}: they must be listed, as in [0, 1]")
    if len(classes) > len(MARKERS):
        raise ValueError(
            f"{owner} got {len(classes)} classes: {len(MARKERS)} at most can be told apart by colour and shape; "
            "is y a class, or a measured value?"
        )
    if labels is None:
        return [f"class {value}" for value in classes]
    return validate.names(owner, labels, len(classes), what="labels", of="classes")
