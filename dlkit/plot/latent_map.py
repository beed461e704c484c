"""A latent plane: where the codes of the examples lie, and what a decoder makes of each place."""

import numpy as np

from dlkit.plot import palette, validate
from dlkit.plot.halo import halo
from dlkit.plot.heavy import MOST_MARKS
from dlkit.plot.image_grid import as_images
from dlkit.plot.scatter_classes import _AREAS, MARKERS, as_points

MOST_CLASSES = 2 * len(MARKERS)  # filled, then hollow


def latent_map(codes, y, ax, *, labels=None, size=16):
    """Draw codes (n, 2), coloured by their class y (n,), with each class's name where its points are densest.

    Up to 14 classes: seven colours and shapes, then the same hollow. `labels` are the classes' names in the order of
    their values, by default these values; `size` is the area of a marker in square points. Returns `ax`.
    Raises ValueError for codes of another width, numbers that are not finite, too many classes, or not one label each.
    """
    owner = "plot.latent_map"
    validate.axes(owner, ax)
    validate.above(owner, 0, size=size)
    codes, y = as_points(codes, y, owner, "codes")
    if len(codes) == 0:
        raise ValueError(f"{owner} got no codes: one at least is wanted")
    classes = np.unique(y)
    if len(classes) > MOST_CLASSES:
        raise ValueError(
            f"{owner} got {len(classes)} classes: {MOST_CLASSES} at most can be told apart; is y a measured value?"
        )
    names = classes if labels is None else validate.names(owner, labels, len(classes), what="labels", of="classes")
    for number, value in enumerate(classes):
        here, k = codes[y == value], number % len(MARKERS)
        hollow = {"facecolors": "none", "edgecolors": f"C{k}", "linewidths": 1.0}
        filled = {"facecolors": f"C{k}", "edgecolors": palette.SURFACE, "linewidths": 0.0 if len(y) > MOST_MARKS else 0.4}
        look = filled if number < len(MARKERS) else hollow
        ax.scatter(*here.T, s=size * _AREAS[MARKERS[k]], marker=MARKERS[k], label=str(value), **look)
    ax.set(xlabel="$z_1$", ylabel="$z_2$")
    places = _apart(ax, np.array([densest(codes[y == value]) for value in classes]))
    for name, place in zip(names, places):
        ax.text(*place, str(name), ha="center", va="center", size=13, weight="bold", path_effects=halo(), zorder=4)
    return ax


def decoded_grid(decode, ax, *, xlim=(-2.0, 2.0), ylim=(-2.0, 2.0), count=12, dtype=np.float32, cmap="gray"):
    """Draw what a decoder makes of a grid of codes over the latent plane, each image at its code; returns `ax`.

    `decode` is any function of codes (count², 2), an array of `dtype`, that returns as many images, (m, H, W),
    (m, 1, H, W) or, in colour, (m, 3, H, W). `count` codes lie along each axis, in the middles of equal parts of `xlim`
    and `ylim`. All images share one scale. Raises ValueError where `decode` returns another number, or other shapes.
    After figure 4 of Kingma and Welling (2014), there with steps of equal probability.
    """
    owner = "plot.decoded_grid"
    validate.axes(owner, ax)
    validate.function(owner, decode=decode)
    validate.span(owner, xlim=xlim, ylim=ylim)
    validate.count(owner, count=count)
    steps = (np.arange(count) + 0.5) / count
    across, up = (low + (high - low) * steps for low, high in (xlim, ylim))
    # from the top down, as the rows of the picture
    codes = np.stack(np.meshgrid(across, up[::-1]), axis=-1).reshape(-1, 2).astype(dtype)
    images = as_images(decode(codes), owner, "decode(codes)")
    if len(images) != len(codes):
        raise ValueError(
            f"{owner}: decode got codes {codes.shape} and returned {len(images)} images; wanted is one each"
        )
    height, width, *colour = images.shape[1:]
    mosaic = images.reshape(count, count, height, width, *colour).swapaxes(1, 2).reshape(count * height, -1, *colour)
    aspect = (xlim[1] - xlim[0]) / (ylim[1] - ylim[0]) * height / width
    ax.imshow(mosaic, cmap=cmap, extent=(*xlim, *ylim), aspect=aspect)
    between = np.arange(1, count) / count
    look = {"color": palette.SURFACE, "linewidth": 1.5}
    ax.vlines(xlim[0] + (xlim[1] - xlim[0]) * between, *ylim, **look)
    ax.hlines(ylim[0] + (ylim[1] - ylim[0]) * between, *xlim, **look)
    ax.set(xlabel="$z_1$", ylabel="$z_2$")
    ax.grid(False)
    return ax


def densest(points, most=400):
    """The one of points (n, 2), of at most `most` evenly chosen ones, that has the others nearest around it."""
    points = points[:: -(-len(points) // most)]
    spread = points.std(axis=0) + 1e-12
    squares = (((points[:, None] - points) / spread) ** 2).sum(axis=-1)
    return points[np.exp(-squares).sum(axis=1).argmax()]


def _apart(ax, places, least=18.0, rounds=60):
    """Places (n, 2) moved until any two are `least` points apart on paper, or as nearly so as `rounds` steps bring."""
    ax.get_figure().draw_without_rendering()
    scale = 72 / ax.get_figure().dpi
    on_paper = ax.transData.transform(places) * scale
    for _ in range(rounds):
        apart = on_paper[:, None] - on_paper
        distance = np.maximum(np.linalg.norm(apart, axis=-1, keepdims=True), 1e-9)
        push = np.where(distance < least, (least - distance) / 2, 0) * apart / distance
        if not push.any():
            break
        on_paper = on_paper + push.sum(axis=1)
    return ax.transData.inverted().transform(on_paper / scale)
