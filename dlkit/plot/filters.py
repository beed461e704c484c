"""What the first layer looks for: its weights as images."""

import numpy as np

from dlkit.plot import palette, validate
from dlkit.plot.image_grid import as_images, image_grid
from dlkit.plot.signed import SIGNED, colour_bar, reach


def filters(weight, ax, *, signed=True, limit=None, titles=None, columns=None, bar=True):
    """Draw the kernels of a convolution, weight (out, in, H, W) or (n, H, W), as images; returns `ax`.

    With `signed`, white is zero, orange above it and blue below, on one scale that reaches `limit` (by default the
    largest |weight|) to either side; a `bar` says so. Otherwise they are grey, from the smallest weight to the largest.
    Kernels on several channels stand in rows, one for each of the layer's outputs, unless `columns` says otherwise. The
    weights of a Linear on images are drawn as weight.reshape(-1, H, W).
    Raises ValueError for other shapes, and for numbers that are not finite.
    """
    owner = "plot.filters"
    validate.axes(owner, ax)
    weight = validate.numeric(owner, weight, "weights")
    if weight.ndim not in (3, 4) or weight.size == 0:
        raise ValueError(
            f"{owner} got weights of shape {weight.shape}: wanted is (out, in, height, width) or (n, height, width); "
            "reshape the weight of a Linear to (-1, height, width)"
        )
    if weight.ndim == 4 and columns is None and weight.shape[1] > 1:
        columns = weight.shape[1]
    images = as_images(weight.reshape(-1, *weight.shape[-2:]), owner)
    high = reach(images, owner, limit)
    scale = {"cmap": SIGNED, "vmin": -high, "vmax": high} if signed else {"cmap": "gray"}
    if bar and signed:
        colour_bar(ax, SIGNED, -high, high, "weight")
    image_grid(images, ax, titles=titles, columns=columns, **scale)
    frames(ax)
    return ax


def feature_maps(maps, ax, *, titles=None, columns=None, each=False, bar=True):
    """Draw the feature maps (C, H, W) that a layer makes of one image, in the order of its channels; returns `ax`.

    `maps` is what explain.activations(model, x, layer)[i] gives. Grey from 0, black, to the largest; where numbers are
    below 0, blue and orange to either side of white. All share one scale, said by a `bar`, unless `each` map has its
    own. By default each has its channel's number as title. Raises ValueError for another shape, or no finite numbers.
    """
    owner = "plot.feature_maps"
    validate.axes(owner, ax)
    maps = validate.numeric(owner, maps, "maps")
    if maps.ndim != 3 or maps.size == 0:
        causes = {4: "take one image's, maps[i]", 2: "is the channel axis missing?", 1: "is the layer a Linear?"}
        raise ValueError(
            f"{owner} got maps of shape {maps.shape}: wanted are the maps of one image, (channels, height, width); "
            + causes.get(maps.ndim, "there is nothing to draw")
        )
    high = reach(maps, owner)
    negative = maps.min() < 0
    if each:
        tops = np.abs(maps).max(axis=(1, 2), keepdims=True)
        maps, high = maps / np.where(tops > 0, tops, 1), 1.0
    low, cmap = (-high, SIGNED) if negative else (0.0, "gray")
    if bar:
        colour_bar(ax, cmap, low, high, "activation, as a part of each map's largest" if each else "activation")
    titles = range(len(maps)) if titles is None else titles
    image_grid(maps, ax, titles=titles, columns=columns, cmap=cmap, vmin=low, vmax=high)
    frames(ax)
    return ax


def frames(ax):
    """A hair line around every image of `ax`: a pale one would vanish on a light page, a dark one on a dark page."""
    for image in ax.get_images():
        left, right, bottom, top = image.get_extent()
        xs, ys = [left, right, right, left, left], [top, top, bottom, bottom, top]
        ax.plot(xs, ys, color=palette.GREY, linewidth=0.6, scalex=False, scaley=False, clip_on=False)
