"""Whether what is said to happen with probability p happens in a share p of the cases."""

from typing import NamedTuple

import numpy as np

from dlkit.plot import palette, validate
from dlkit.plot.image_grid import available

STRIP = 0.16  # height of the strip of counts, in heights of the axes
SIZE = 9


class Bins(NamedTuple):
    """What is known of each bin that is not empty: arrays (b,)."""

    low: np.ndarray
    high: np.ndarray
    count: np.ndarray
    confidence: np.ndarray  # the mean of the probabilities
    frequency: np.ndarray  # the share of cases that came true


def reliability_diagram(probabilities, y, ax, *, bins=10, equal="width", color=palette.BLUE):
    """Draw the frequency of what was predicted against its probability, bin by bin; returns the calibration error.

    `probabilities` (n,) are those of class 1, with y (n,) of 0 and 1: a bin's frequency is its share of ones. Of
    (n, K), with y in 0 … K−1, the largest in each row is taken, and the frequency is the share of right decisions.
    `bins` intervals (low, high] of `equal="width"` divide 0 … 1, or of `equal="count"` the probabilities themselves
    by their quantiles (fewer where these coincide). Points on the dotted diagonal are calibrated; above it outcomes
    are more frequent than predicted. Bars are 95 % intervals of the frequency (Wilson); the strip above has the counts.

    Returns ECE = Σ_b n_b/n |frequency_b − mean probability_b|, the expected calibration error: 0 is calibrated in
    every bin. It depends on the bins, and noise alone makes it positive. Guo et al. (2017), eq. 3.
    Raises ValueError or TypeError for numbers that are no probabilities and labels that are not classes.
    """
    validate.axes("plot.reliability_diagram", ax)
    p, came_true, several = _outcomes(probabilities, y)
    found = binned(p, came_true, bin_edges(p, bins, equal))
    ece = calibration_error(found)
    ax.plot([0, 1], [0, 1], color=palette.GREY, linewidth=1.2, linestyle=":", zorder=1)
    _draw_gaps(ax, found, color)
    low, high = wilson(found.frequency, found.count)
    ax.vlines(found.confidence, low, high, color=color, linewidth=1.4, zorder=3)
    look = {"markersize": 6.5, "markeredgecolor": palette.SURFACE, "markeredgewidth": 1}
    ax.plot(found.confidence, found.frequency, "o-", color=color, linewidth=1.6, zorder=4, **look)
    ax.text(0.97, 0.05, f"ECE {ece:.3f}", transform=ax.transAxes, ha="right", va="bottom", size=10)
    names = ("largest probability", "share of right decisions") if several else ("predicted probability", "share of ones")
    ax.set(xlim=(0, 1), ylim=(0, 1), xlabel=names[0], ylabel=names[1])
    _draw_counts(ax, found, color)
    return ece


def binned(p, came_true, edges):
    """The `Bins` of probabilities p (n,) by edges (b + 1,); an edge belongs to the bin below it."""
    index = np.clip(np.searchsorted(edges, p, side="left") - 1, 0, len(edges) - 2)
    count = np.bincount(index, minlength=len(edges) - 1)
    some = count > 0
    mean = [np.bincount(index, values, len(count))[some] / count[some] for values in (p, came_true)]
    return Bins(edges[:-1][some], edges[1:][some], count[some], *mean)


def calibration_error(found):
    """Σ_b n_b/n |frequency_b − confidence_b|."""
    return float((found.count / found.count.sum() * np.abs(found.frequency - found.confidence)).sum())


def wilson(share, n, z=1.959964):
    """Wilson's score interval (low, high) of a probability from a share of n cases; z is the normal quantile."""
    middle = (share + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z / (1 + z**2 / n) * np.sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
    return np.clip(middle - half, 0, 1), np.clip(middle + half, 0, 1)


def bin_edges(p, bins, equal):
    """Edges (b + 1,) of at most `bins` bins of equal width, or of equal count in p (n,)."""
    validate.count("plot.reliability_diagram", bins=bins)
    if equal == "width":
        return np.linspace(0, 1, bins + 1)
    if equal != "count":
        raise ValueError(f'plot.reliability_diagram: equal must be "width" or "count", got {equal!r}')
    last = -(-len(p) * np.arange(1, bins + 1) // bins) - 1  # of each bin, among the sorted
    edges = np.unique(np.sort(p)[np.concatenate([[0], last])])
    return edges if len(edges) > 1 else np.array([edges[0], edges[0]])


def _outcomes(probabilities, y):
    """p (n,) as float64, whether each came true (n,), and whether it is the largest of several."""
    owner = "plot.reliability_diagram"
    p = validate.numeric(owner, probabilities, "probabilities").astype(np.float64)
    y = validate.numeric(owner, y, "y")
    if p.ndim == 2 and p.shape[1] == 1:
        p = p[:, 0]
    if p.ndim not in (1, 2) or len(p) == 0:
        raise ValueError(
            f"{owner} got probabilities of shape {p.shape}: (n,) of class 1, or (n, K), n of 1 or more, are wanted"
        )
    if y.shape == (len(p), 1):
        y = y[:, 0]
    if y.shape != p.shape[:1]:
        raise ValueError(
            f"{owner} got probabilities {p.shape} and y {y.shape}: one class per row, ({len(p)},), is wanted"
        )
    if not (np.all(p >= -1e-6) and np.all(p <= 1 + 1e-6) and (p.ndim == 1 or np.allclose(p.sum(axis=1), 1, atol=1e-3))):
        raise ValueError(
            f"{owner} got numbers from {p.min():.3g} to {p.max():.3g} as probabilities: they must lie in 0 … 1, and rows "
            "sum to 1; are they logits (apply softmax or sigmoid)?"
        )
    p = p.clip(0, 1)
    classes = 2 if p.ndim == 1 else p.shape[1]
    if not np.isin(y, np.arange(classes)).all():
        strange = y[~np.isin(y, np.arange(classes))][0]
        raise ValueError(
            f"{owner} got the class {strange} in y: with probabilities {p.shape} classes must be 0 … {classes - 1}"
        )
    if p.ndim == 1:
        return p, y == 1, False
    return p.max(axis=1), p.argmax(axis=1) == y, True


def _draw_gaps(ax, found, color):
    """A pale band from the diagonal to each point: what the error sums."""
    ax.vlines(found.confidence, found.confidence, found.frequency, color=color, linewidth=7, alpha=0.22, zorder=2)


def _draw_counts(ax, found, color):
    strip = ax.inset_axes([0, 1.04, 1, STRIP], sharex=ax)
    strip.bar(found.low, found.count, found.high - found.low, align="edge", color=color, alpha=0.35, edgecolor=palette.SURFACE)
    strip.set_axis_off()
    strip.set_ylim(0, 1.02 * found.count.max())
    strip.grid(False)
    width = available(ax)[0]
    middle = (found.low + found.high) / 2
    above = {"xytext": (0, 1.5), "textcoords": "offset points", "ha": "center", "va": "bottom", "size": SIZE}
    if all((found.high - found.low) * width >= [5.4 * len(str(count)) for count in found.count]):
        for place, count in zip(middle, found.count):
            strip.annotate(f"{count}", (place, count), **above)
        return
    fewest, most = found.count.min(), found.count.max()
    text = f"{fewest} in each bin" if fewest == most else f"{fewest} to {most} in each bin"
    strip.annotate(text, ((found.low[0] + found.high[-1]) / 2, most), **above)
