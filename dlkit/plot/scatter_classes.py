"""Points of several classes, told apart by colour and by shape."""

import numpy as np

from dlkit.plot import palette
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
    x, y = as_points(x, y, "plot.scatter_classes")
    classes = np.unique(y) if classes is None else np.asarray(classes)
    labels = check_classes(classes, labels, "plot.scatter_classes")
    strange = np.setdiff1d(y, classes)
    if strange.size:
        raise ValueError(f"plot.scatter_classes got the class {strange[0]} in y; classes are {classes.tolist()}")
    crowded = len(x) > MOST_MARKS  # edges would then hide the points beneath
    edge = {"linewidths": 0} if crowded else {"linewidths": 0.7, "edgecolors": palette.SURFACE}
    for number, value in enumerate(classes):
        here, marker = x[y == value], MARKERS[number]
        look = {"s": size * _AREAS[marker], "c": f"C{number}", "marker": marker, "alpha": alpha, **edge}
        ax.scatter(here[:, 0], here[:, 1], label=labels[number], **look)
    if legend:
        ax.legend()
    return ax


def as_points(x, y, owner):
    """x as an array (n, 2) and y as an array (n,) of classes, or a ValueError that names `owner`."""
    x, y = np.asarray(x), np.asarray(y)
    if x.ndim != 2 or x.shape[1] != 2:
        raise ValueError(
            f"{owner} got x of shape {x.shape}: it draws points in the plane, (n, 2); "
            "with more features choose two of them, or project first"
        )
    if y.shape != (len(x),):
        raise ValueError(
            f"{owner} got x of shape {x.shape} and y of shape {y.shape}: y is one class per point, ({len(x)},); "
            "is y one-hot, or a column?"
        )
    return x, y


def check_classes(classes, labels, owner):
    """The names of the classes, `labels` if given, or a ValueError that names `owner`."""
    if len(classes) > len(MARKERS):
        raise ValueError(
            f"{owner} got {len(classes)} classes: {len(MARKERS)} at most can be told apart by colour and shape; "
            "is y a class, or a measured value?"
        )
    if labels is None:
        return [f"class {value}" for value in classes]
    if len(labels) != len(classes):
        raise ValueError(f"{owner} got {len(labels)} labels for {len(classes)} classes: one for each is wanted")
    return list(labels)
