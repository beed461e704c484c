"""What a classifier says everywhere in the plane."""

import numpy as np
from matplotlib.colors import to_rgb

from dlkit.plot import palette, validate
from dlkit.plot.scatter_classes import as_points, check_classes, scatter_classes
from dlkit.plot.svg import SMOOTH

FAINTEST, STRONGEST = 0.03, 0.36  # opacity of the shading where the classifier is undecided, and where it is sure


def decision_regions(predict, x, y, ax, *, labels=None, resolution=160, margin=0.12, boundary=True, legend=True):
    """Shade the plane by what `predict` says, draw its boundaries, and over them the points x (n, 2) of class y (n,).

    `predict` maps points (m, 2), of the dtype of x, to one of: classes (m,), as in y; the probability (m,) of the
    second class; probabilities (m, K). The surer it is, the deeper the shade. `resolution` points are asked along
    each axis, over the range of x and a `margin` of it around. `boundary` draws where two classes are equally likely.
    Returns `ax`.

    Raises ValueError where `predict` returns another shape, or numbers that are neither classes nor probabilities.
    """
    owner = "plot.decision_regions"
    validate.axes(owner, ax)
    validate.count(owner, resolution=resolution)
    validate.at_least(owner, 0, margin=margin)
    validate.function(owner, predict=predict)
    x, y = as_points(x, y, owner)
    if len(x) == 0:
        raise ValueError(
            f"{owner} got no points, x of shape {x.shape}: one at least is wanted, as they decide the range"
        )
    low, high = x.min(axis=0), x.max(axis=0)
    pad = margin * np.where(high > low, high - low, 1.0)
    low, high = low - pad, high + pad
    # The centres of resolution × resolution cells that tile the range.
    steps = (np.arange(resolution) + 0.5) / resolution
    across, up = (low[i] + (high[i] - low[i]) * steps for i in (0, 1))
    grid = np.stack(np.meshgrid(across, up), axis=-1).reshape(-1, 2).astype(x.dtype)
    classes, probability = as_probabilities(predict(grid), np.unique(y), len(grid), owner)
    labels = check_classes(classes, labels, owner)
    probability = probability.reshape(resolution, resolution, len(classes))

    extent = (low[0], high[0], low[1], high[1])
    ax.imshow(shading(probability), extent=extent, origin="lower", aspect="auto", zorder=0, gid=SMOOTH)
    if boundary:
        _draw_boundaries(ax, across, up, probability)
    scatter_classes(x, y, ax, classes=classes, labels=labels, legend=legend)
    ax.set(xlim=(low[0], high[0]), ylim=(low[1], high[1]))
    ax.grid(False)
    return ax


def as_probabilities(answer, seen, m, owner):
    """(classes, probabilities (m, K)) from what a classifier returned for m points; `seen` are the classes in y."""
    answer = validate.as_array(answer)
    if answer.shape == (m, 1):
        answer = answer[:, 0]
    if answer.ndim not in (1, 2) or len(answer) != m:
        raise ValueError(
            f"{owner}: predict got points ({m}, 2) and returned shape {answer.shape}; "
            f"wanted are classes ({m},), probabilities ({m},) of the second class, or probabilities ({m}, K)"
        )
    if answer.dtype.kind == "c":
        raise TypeError(f"{owner}: predict returned {answer.dtype}: it must return classes or probabilities")
    if answer.ndim == 1 and not np.issubdtype(answer.dtype, np.floating):
        classes = np.union1d(seen, answer)
        return classes, (answer[:, None] == classes).astype(float)
    if answer.ndim == 1:
        answer = np.stack([1 - answer, answer], axis=1)
    if not (np.all(answer >= -1e-6) and np.all(answer <= 1 + 1e-6) and np.allclose(answer.sum(axis=1), 1, atol=1e-3)):
        raise ValueError(
            f"{owner}: predict returned numbers from {answer.min():.3g} to {answer.max():.3g}, which must be "
            "probabilities; are they logits (apply softmax or sigmoid), or classes as floats (make them integers)?"
        )
    count = answer.shape[1]
    classes = seen if len(seen) == count else np.arange(count)
    if not np.isin(seen, classes).all():
        raise ValueError(
            f"{owner}: predict returned {count} probabilities a point, but y has the classes {seen.tolist()}"
        )
    return classes, answer


def shading(probability):
    """RGBA (…, 4) of probabilities (…, K): the colour of the likeliest class, the deeper the surer."""
    count = probability.shape[-1]
    colours = np.array([to_rgb(palette.LIGHT[name]) for name in palette.CYCLE[:count]])
    top = probability.max(axis=-1)
    sure = (top - 1 / count) / (1 - 1 / count) if count > 1 else np.ones_like(top)
    opacity = FAINTEST + (STRONGEST - FAINTEST) * np.clip(sure, 0, 1)
    return np.concatenate([colours[probability.argmax(axis=-1)], opacity[..., None]], axis=-1)


def _draw_boundaries(ax, across, up, probability):
    """The lines where a class is as likely as the likeliest of the others."""
    count = probability.shape[-1]
    # With two classes the second boundary is the first one again.
    for k in range(1 if count == 2 else count):
        lead = probability[..., k] - np.delete(probability, k, axis=-1).max(axis=-1, initial=0)
        if lead.min() < 0 < lead.max():
            ax.contour(across, up, lead, levels=[0], colors=[palette.INK], linewidths=1.2, alpha=0.75, zorder=1)
