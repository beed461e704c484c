"""Many small images as a grid in one Axes."""

import math

from dlkit.plot import validate
from dlkit.plot.style import SETTINGS

GAP = 5.0  # points between images
TITLE_SIZE = SETTINGS["xtick.labelsize"]
TITLE_ROOM = 1.7 * TITLE_SIZE  # points above an image


def image_grid(images, ax, *, titles=None, columns=None, cmap="gray", vmin=None, vmax=None, each=False):
    """Draw images (n, H, W), (n, 1, H, W) or, in colour, (n, 3, H, W) from left to right, row by row; returns `ax`.

    `titles` has one text per image, set above it. `columns` is by default what makes the images largest. All images
    share one scale, from `vmin` to `vmax` (by default the smallest and the largest number in them), unless `each`
    gives every image its own. Colour images hold red, green and blue in [0, 1].

    Raises ValueError for other shapes, colours outside [0, 1], no images, or not one title per image.
    """
    owner = "plot.image_grid"
    validate.axes(owner, ax)
    if columns is not None:
        validate.count(owner, columns=columns)
    validate.finite(owner, **{name: value for name, value in (("vmin", vmin), ("vmax", vmax)) if value is not None})
    images = as_images(images, owner)
    n, height, width = images.shape[:3]
    titles = [""] * n if titles is None else validate.names(owner, titles, n, what="titles", of="images")
    room = TITLE_ROOM if any(titles) else 0.0
    ax.set_axis_off()
    columns, size = _largest(n, height / width, room, available(ax), columns)
    if not each:
        vmin = images.min() if vmin is None else vmin
        vmax = images.max() if vmax is None else vmax
    if None not in (vmin, vmax) and vmin > vmax:
        raise ValueError(f"{owner} got vmin = {vmin:.3g} and vmax = {vmax:.3g}: vmin must be the smaller")

    gap, room, aspect = GAP / size, room / size, height / width  # from here on an image is one wide
    for i, (image, title) in enumerate(zip(images, titles)):
        row, column = divmod(i, columns)
        left, top = column * (1 + gap), row * (aspect + gap + room)
        ax.imshow(image, cmap=cmap, vmin=vmin, vmax=vmax, extent=(left, left + 1, top + aspect, top))
        look = {"ha": "center", "va": "bottom", "size": TITLE_SIZE}
        ax.annotate(title, (left + 0.5, top), xytext=(0, 3), textcoords="offset points", **look)
    rows = math.ceil(n / columns)
    ax.set(xlim=(0, columns * (1 + gap) - gap), ylim=(rows * (aspect + gap + room) - gap - room, -room))
    return ax


def as_images(images, owner, what="images"):
    """Images as (n, H, W) or, in colour, (n, H, W, 3), or an error that names `owner`."""
    images = validate.numeric(owner, images, what)
    if images.ndim == 4 and images.shape[1] in (1, 3):
        images = images[:, 0] if images.shape[1] == 1 else images.transpose(0, 2, 3, 1)
    elif images.ndim != 3:
        causes = {2: "was one image passed, or were they flattened?", 4: "channels come before height and width"}
        raise ValueError(
            f"{owner} got {what} of shape {images.shape}: wanted is (n, H, W), (n, 1, H, W) or (n, 3, H, W); "
            + causes.get(images.ndim, "one axis for the images, one for channels, two for pixels")
        )
    if images.size == 0:
        raise ValueError(f"{owner} got {what} of shape {images.shape}: wanted is something to draw")
    if images.ndim == 4 and (images.min() < 0 or images.max() > 1):
        raise ValueError(
            f"{owner} got {what} in colour from {images.min():.3g} to {images.max():.3g}: "
            "red, green and blue lie in [0, 1]; divide bytes by 255, or undo the normalisation"
        )
    return images


def available(ax):
    """Width and height, in points, that the layout gives the Axes."""
    figure = ax.get_figure()
    figure.draw_without_rendering()
    box = ax.get_position(original=True)
    return 72 * figure.get_figwidth() * box.width, 72 * figure.get_figheight() * box.height


def _largest(n, aspect, room, available, columns=None):
    """(columns, width of an image in points) that make n images largest; an unfinished row counts against."""

    def size(columns):
        rows = math.ceil(n / columns)
        by_width = (available[0] - (columns - 1) * GAP) / columns
        by_height = (available[1] - (rows - 1) * GAP - rows * room) / (rows * aspect)
        return max(min(by_width, by_height), 1.0)

    if columns is None:
        columns = max(range(1, n + 1), key=lambda columns: size(columns) * (1.0 if n % columns == 0 else 0.7))
    return columns, size(columns)
