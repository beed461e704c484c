"""Which class was taken for which."""

import numpy as np
from matplotlib.collections import PatchCollection
from matplotlib.colors import to_rgb
from matplotlib.patches import Rectangle

from dlkit.plot import palette, validate
from dlkit.plot.image_grid import available
from dlkit.plot.labels import as_labels

MOST_WITH_NUMBERS = 20  # classes; beyond them a cell holds no text
BOTH_UP_TO = 5  # classes, for which a cell holds the share as well as the count
SIZE = 9.5
GAP = 0.03  # cells between a cell and its border
DEEPEST = 0.55  # opacity of a cell that holds a whole row: on any deeper orange or blue, ink is hard to read in one of the themes


def confusion_matrix(y, y_hat, ax, *, labels=None, rates=True):
    """Draw how often each class was taken for which: one row per true class y (n,), one column per prediction ŷ (n,).

    A cell holds its count, up to five classes also its share of the row. The larger the share, the deeper the cell:
    opacity is the root of the share, so that rare confusions are seen; blue is right, orange wrong. `rates` adds
    the recall of each class at the right of its row, right / all of the row, and the precision below its column.
    `labels` are the names of the classes 0 … K−1, by default their numbers up to the largest that occurs. Beyond
    20 classes no numbers are written. Returns `ax`.

    Raises ValueError or TypeError for labels that are not integers from 0 to K − 1, or not one of each per example.
    """
    owner = "plot.confusion_matrix"
    validate.axes(owner, ax)
    y, y_hat, names = as_labels(y, y_hat, labels, owner)
    count = confusion(y, y_hat, len(names))
    size = len(count)
    row = count.sum(axis=1, keepdims=True)
    share = np.divide(count, row, out=np.zeros(count.shape), where=row > 0)
    _draw_cells(ax, share)
    if size <= MOST_WITH_NUMBERS:
        _write_cells(ax, count, share)
    ax.set(xlim=(0, size), ylim=(size, 0), xlabel="predicted", ylabel="true")
    ax.grid(False)
    ax.spines[:].set_visible(False)
    ax.tick_params(length=0, top=False, bottom=False, labeltop=True, labelbottom=False, pad=2)
    ax.xaxis.set_label_position("top")
    _name_classes(ax, names)
    if rates and size <= MOST_WITH_NUMBERS:
        right = np.diag(count)
        _write_margin(ax, right, row[:, 0], "recall", lambda i: (size + 0.12, i + 0.5), ha="left", va="center")
        _write_margin(ax, right, count.sum(axis=0), "precision", lambda i: (i + 0.5, size + 0.12), ha="center", va="top")
    return ax


def confusion(y, y_hat, size):
    """Counts (K, K): row y, column ŷ."""
    return np.bincount(size * y + y_hat, minlength=size * size).reshape(size, size)


def opacity(share, deepest=DEEPEST):
    """How opaque a cell is that holds this share of its row."""
    return deepest * np.sqrt(share)


def _draw_cells(ax, share):
    size = len(share)
    right, wrong = to_rgb(palette.BLUE), to_rgb(palette.ORANGE)
    if size > MOST_WITH_NUMBERS:
        colours = np.where(np.eye(size, dtype=bool)[..., None], right, wrong)
        cells = np.concatenate([colours, opacity(share, 1.0)[..., None]], axis=-1)
        ax.imshow(cells, extent=(0, size, size, 0), aspect="auto")
        return
    places = list(np.ndindex(share.shape))
    cells = [Rectangle((j + GAP, i + GAP), 1 - 2 * GAP, 1 - 2 * GAP) for i, j in places]
    colours = [(*(right if i == j else wrong), opacity(share[i, j])) for i, j in places]
    ax.add_collection(PatchCollection(cells, facecolors=colours, linewidths=0))
    # A frame for cells too pale to be seen.
    ax.add_collection(PatchCollection(cells, facecolors="none", edgecolors=palette.INK + "1f", linewidths=0.6))


def _write_cells(ax, count, share):
    both = len(count) <= BOTH_UP_TO
    for i, j in np.ndindex(count.shape):
        if count[i, j]:
            text = f"{count[i, j]}\n{share[i, j]:.0%}" if both else f"{count[i, j]}"
            ax.text(j + 0.5, i + 0.5, text, size=SIZE, ha="center", va="center", linespacing=1.25)


def _write_margin(ax, right, total, name, place, **align):
    look = {"size": SIZE - 0.5, "color": palette.INK, "alpha": 0.75, **align}
    for i, (part, whole) in enumerate(zip(right, total)):
        ax.text(*place(i), f"{part / whole:.0%}" if whole else "–", **look)
    beside = align["ha"] == "left"
    corner = (place(0)[0], 0) if beside else (0, place(0)[1])
    moved = {"xytext": (0, 4) if beside else (-4, 0), "va": "bottom" if beside else "top", "ha": "left" if beside else "right"}
    ax.annotate(name, corner, textcoords="offset points", annotation_clip=False, **{**look, **moved})


def _name_classes(ax, names):
    size = len(names)
    wide, high = (length / size for length in available(ax))
    every = 1
    if size > MOST_WITH_NUMBERS:
        every = -(-12 // min(wide, high)) // 1
    shown = range(0, size, int(max(every, 1)))
    turned = max(len(name) for name in names) * 5.6 > wide * every
    ax.set_xticks([i + 0.5 for i in shown], [names[i] for i in shown], rotation=90 if turned else 0)
    ax.set_yticks([i + 0.5 for i in shown], [names[i] for i in shown])
