"""The height of a function of two variables, as contour lines over a shade."""

import numpy as np
from matplotlib.colors import to_rgb
from matplotlib.ticker import MaxNLocator

from dlkit.minimize import Function
from dlkit.plot import palette, validate
from dlkit.plot.contour_heights import write_heights
from dlkit.plot.svg import SMOOTH

DEEPEST = 0.42  # opacity of the shade at the highest level; at the lowest there is none
SPAN_FOR_LOG = 30.0  # levels are spaced by factors where the 2nd and 98th percentile differ by more than this


def loss_surface(f, ax, *, box=None, minima=None, levels=None, log=None, resolution=None, numbers=True):
    """Draw f: ℝ² → ℝ as contour lines, their heights written on them, over a shade that is the deeper the higher.

    `f` maps a point (2,) to a number: a function of your own, a `Function` of `dlkit.minimize` or a
    `plot.weight_plane`. `box` = ((x_low, x_high), (y_low, y_high)) and `minima` (m, 2), marked by crosses, are by
    default those that f itself knows. `levels` are the heights of the lines; by default round ones, spaced by factors
    (`log=True`) where f is positive and spans more than a factor of 30, else by equal steps. `resolution` points are
    asked along each axis, by default 201 of a `Function`, which answers all at once, and 61 of any other. Where f is
    not finite nothing is drawn. `numbers=False` leaves the heights away. Returns `ax`.

    Raises ValueError without a box, where f is finite nowhere or the same everywhere, or for levels that do not rise.
    """
    owner = "plot.loss_surface"
    validate.axes(owner, ax)
    validate.function(owner, f=f)
    if resolution is not None:
        validate.count(owner, minimum=2, resolution=resolution)
    box = _checked_box(getattr(f, "box", None) if box is None else box)
    x, y, height = heights(f, box, resolution)
    levels = _checked_levels(height, levels, log)
    # Depth is linear in the number of lines crossed, so that it speaks the same scale as they do.
    depth = np.interp(height, levels, np.linspace(0, 1, len(levels))) if len(levels) > 1 else 0.5 * (height > levels[0])
    shade = np.concatenate(
        [np.broadcast_to(to_rgb(palette.GREY), (*depth.shape, 3)), np.where(np.isfinite(height), DEEPEST * depth, 0)[..., None]],
        axis=-1,
    )
    ax.imshow(shade, extent=_cells(x, y), origin="lower", aspect="auto", zorder=0, gid=SMOOTH)
    lines = ax.contour(x, y, np.ma.masked_invalid(height), levels, colors=palette.INK, linewidths=0.8, alpha=0.45, zorder=1)
    minima = _checked_minima(getattr(f, "minima", ()) if minima is None else minima)
    ax.set(xlim=box[0], ylim=box[1])
    if numbers:
        write_heights(ax, lines, minima)
    for point in minima:
        # Its arms are longer than the disc at a path's end, which may come to lie on it.
        ax.plot(*point, "x", color=palette.INK, markersize=12, markeredgewidth=1.5, zorder=4)
    names = getattr(f, "names", None)
    if names is not None:
        ax.set(xlabel=names[0], ylabel=names[1])
    ax.grid(False)
    return ax


def heights(f, box, resolution=None):
    """x (m,), y (m,) and f on their grid (m, m), rows along y; nan or infinite where f is."""
    at_once = isinstance(f, Function)
    count = (201 if at_once else 61) if resolution is None else resolution
    x, y = (np.linspace(low, high, count) for low, high in box)
    grid = np.stack(np.meshgrid(x, y))
    with np.errstate(all="ignore"):
        height = f(grid) if at_once else np.array([[_number(f, point) for point in row] for row in grid.transpose(1, 2, 0)])
    height = np.asarray(height, dtype=float)
    if not np.isfinite(height).any():
        raise ValueError(
            f"plot.loss_surface: f is not finite anywhere in the box {box}; is the box where f is defined?"
        )
    seen = height[np.isfinite(height)]
    if seen.min() == seen.max():
        raise ValueError(
            f"plot.loss_surface: f is {seen[0]:.3g} everywhere in the box {box}; "
            "does it use the point, or the model, that it is given?"
        )
    return x, y, height


def _number(f, point):
    try:
        value = f(point.copy())
    except OverflowError:
        return np.inf
    value = validate.as_array(value)
    if value.size != 1:
        raise ValueError(f"plot.loss_surface: f must return a number, got shape {value.shape}; is a .sum() missing?")
    if value.dtype.kind not in "fiub":
        raise TypeError(f"plot.loss_surface: f must return a real number, got {value.item()!r}")
    return float(value.item())


def round_levels(height, log=None):
    """Heights at which to draw lines: round numbers, about ten of them, where the values are."""
    seen = height[np.isfinite(height)]
    low, high = np.percentile(seen, [2, 98])
    if log is None:
        log = seen.min() >= 0 and low > 0 and high / low > SPAN_FOR_LOG
    if not log:
        low = seen.min()
        levels = MaxNLocator(11, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high if high > low else seen.max())
        return levels[(levels > low) & (levels < seen.max())]
    if low <= 0:
        raise ValueError(
            f"plot.loss_surface got log=True, but f falls to {seen.min():.3g}: factors need positive heights"
        )
    decades = np.arange(np.floor(np.log10(low)), np.ceil(np.log10(high)) + 1)
    for steps in ((1, 2, 3, 5, 7), (1, 2, 5), (1, 3), (1,)):
        levels = np.outer(10.0**decades, steps).ravel()
        levels = levels[(levels > low) & (levels < seen.max()) & (levels < 3 * high)]
        if len(levels) <= 12:
            break
    return levels[:: -(-len(levels) // 12)]


def _checked_levels(height, levels, log):
    levels = round_levels(height, log) if levels is None else validate.numeric("plot.loss_surface", levels, "levels")
    if levels.ndim != 1 or levels.size == 0 or not np.all(np.diff(levels) > 0):
        raise ValueError(
            f"plot.loss_surface got levels = {levels.tolist()}: heights that rise, at least one, are wanted"
        )
    return levels.astype(float)


def _checked_minima(minima):
    minima = validate.numeric("plot.loss_surface", minima, "minima")
    if minima.size and (minima.ndim > 2 or minima.shape[-1] != 2):
        raise ValueError(f"plot.loss_surface got minima of shape {minima.shape}: points (m, 2) are wanted")
    return minima.reshape(-1, 2)


def _checked_box(box):
    if box is None:
        raise ValueError(
            "plot.loss_surface needs box=((x_low, x_high), (y_low, y_high)): this f does not bring one along"
        )
    limits = validate.numeric("plot.loss_surface", box, "a box", all_finite=False)
    if limits.shape != (2, 2):
        raise ValueError(
            f"plot.loss_surface got a box of shape {limits.shape}: wanted is ((x_low, x_high), (y_low, y_high)); "
            "is f a function of two variables?"
        )
    if not np.isfinite(limits).all() or not (limits[:, 0] < limits[:, 1]).all():
        raise ValueError(f"plot.loss_surface got the box {box}: each low must be below its high")
    return tuple((float(low), float(high)) for low, high in limits)


def _cells(x, y):
    """The edges (left, right, bottom, top) of the cells around the points."""
    return tuple(edge for axis in (x, y) for edge in (axis[0] - (axis[1] - axis[0]) / 2, axis[-1] + (axis[1] - axis[0]) / 2))
