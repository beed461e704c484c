"""A map of numbers over the image that it explains: saliency, class activation."""

import numpy as np
from matplotlib.colors import ListedColormap, to_rgb

from dlkit.numpy import Upsample
from dlkit.plot import palette, validate
from dlkit.plot.signed import colour_bar, reach

DEEPEST = 0.75  # opacity of the largest number: something of the image still shows


def overlay(image, heat, ax, *, limit=None, label=None, smooth=True, bar=True):
    """Draw a map `heat` (h, w) over an image (H, W), (1, H, W) or, in colour, (3, H, W); returns `ax`.

    The image is grey; the larger a number of the map, the more opaque the orange above it, and for numbers below zero
    the blue. The scale goes from 0, or from −limit, to `limit`, by default the largest |number|; a `bar` says so, with
    `label`. A map smaller than the image is stretched over it, `smooth` between its numbers, or in blocks.
    Raises ValueError for other shapes, several images at once, or numbers that are not finite.
    """
    owner = "plot.overlay"
    validate.axes(owner, ax)
    grey, heat = as_grey(image, owner), validate.numeric(owner, heat, "heat").astype(float)
    if heat.ndim != 2 or heat.size == 0:
        raise ValueError(
            f"{owner} got heat of shape {heat.shape}: wanted is one map (h, w); take one image's of a batch, heat[i]"
        )
    if heat.shape[0] > grey.shape[0] or heat.shape[1] > grey.shape[1]:
        raise ValueError(
            f"{owner} got heat of shape {heat.shape} for an image {grey.shape}: it must not be larger; "
            "is it another image's?"
        )
    high = reach(heat, owner, limit)
    low = -high if heat.min() < 0 else 0.0
    stretched = Upsample(size=grey.shape, mode="bilinear" if smooth else "nearest")(heat[None, None])[0, 0]
    ax.imshow(tinted(grey, stretched / high))
    ax.set_axis_off()
    if bar:
        steps = np.linspace(low / high, 1, 128)
        colour_bar(ax, ListedColormap(tinted(np.full((1, 128), 0.5), steps[None])[0]), low, high, label)
    return ax


def tinted(grey, strength):
    """RGB (H, W, 3) of a grey image in [0, 1] under the colours of `strength` in [−1, 1]: blue, nothing, orange."""
    colours = np.where(strength[..., None] < 0, to_rgb(palette.SKY), to_rgb(palette.ORANGE))
    opacity = DEEPEST * np.clip(np.abs(strength), 0, 1)[..., None]
    return (1 - opacity) * grey[..., None] + opacity * colours


def as_grey(image, owner):
    """One image as grey values (H, W) in [0, 1]: the smallest of its numbers is black, the largest white."""
    image = validate.numeric(owner, image, "an image").astype(float)
    if image.ndim not in (2, 3) or (image.ndim == 3 and image.shape[0] not in (1, 3)) or not image.size:
        raise ValueError(
            f"{owner} got an image of shape {image.shape}: wanted is one image, (H, W), (1, H, W) or (3, H, W); "
            "take one of a batch, x[i]"
        )
    if image.ndim == 3:
        # the weights of luminance for linear red, green and blue (ITU-R BT.709), close enough for a backdrop
        image = image[0] if image.shape[0] == 1 else np.tensordot([0.2126, 0.7152, 0.0722], image, axes=1)
    low, high = image.min(), image.max()
    return (image - low) / (high - low) if high > low else np.zeros_like(image)
