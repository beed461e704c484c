"""The curves of a training run."""

from matplotlib.ticker import MaxNLocator

from dlkit.plot import palette, validate


def history(history, ax, *, keys=("loss",)):
    """Draw `history[key]` of each key against the epoch, solid, and `history["val_" + key]`, if any, dashed.

    `history` is a mapping of names to lists with `epochs`, as `dl.fit` returns it; where its `best_epoch` is not
    None, that epoch is marked. `keys` is one name or several. Returns `ax`.

    Raises TypeError for what is no history, ValueError for one without an epoch and for a name it lacks.
    """
    validate.axes("plot.history", ax)
    if not hasattr(history, "epochs") or not hasattr(history, "keys"):
        raise TypeError(f"plot.history got a {type(history).__name__}: it takes the History that fit returns")
    keys = (keys,) if isinstance(keys, str) else keys
    if not isinstance(keys, (tuple, list)) or not keys:
        raise ValueError(f"plot.history: keys must be one name or several, got {keys!r}")
    epochs = list(history.epochs)
    if not epochs:
        raise ValueError(
            "plot.history got a History without an epoch: it must have one at least; was fit called with epochs=0?"
        )
    missing = [key for key in keys if key not in history.keys()]
    if missing:
        raise ValueError(
            f"plot.history got no {missing[0]!r} in this history: keys must be of {', '.join(history.keys())}"
        )
    best = getattr(history, "best_epoch", None)
    if best is not None:
        ax.axvline(best, color=palette.INK, alpha=0.5, linewidth=1, linestyle=":")
    for number, key in enumerate(keys):
        _curves(history, key, ax, epochs, best, colour=f"C{number}", alone=len(keys) == 1)
    ax.set_xlabel("epoch")
    ax.xaxis.set_major_locator(MaxNLocator("auto", integer=True, steps=[1, 2, 5, 10]))
    if len(keys) == 1:
        ax.set_ylabel(keys[0].replace("_", " "))
    if len(ax.get_legend_handles_labels()[1]) > 1:
        ax.legend()
    return ax


def _curves(history, key, ax, epochs, best, colour, alone):
    """Training and validation in one colour, and a dot on the curve that the best epoch was chosen by."""
    marker = "o" if len(epochs) == 1 else None  # one point makes no line
    judged = history[key]
    ax.plot(epochs, judged, color=colour, marker=marker, label="training" if alone else key)
    if f"val_{key}" in history.keys():
        judged = history[f"val_{key}"]
        name = "validation" if alone else f"{key}, validation"
        ax.plot(epochs, judged, color=colour, marker=marker, linestyle="--", label=name)
    if best is not None:
        name = f"best, epoch {best}" if alone else "_best"
        look = {"color": colour, "markeredgecolor": palette.SURFACE, "markersize": 8, "zorder": 3}
        ax.plot([best], [judged[epochs.index(best)]], "o", linestyle="none", label=name, **look)
