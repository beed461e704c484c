"""Figures that move: the frames of an animation as one drawing, with a player below it."""

from contextlib import contextmanager
from numbers import Integral

import numpy as np

from dlkit.plot import palette, validate
from dlkit.plot.display import settle, show
from dlkit.plot.figure import Layout, check
from dlkit.plot.frames import merged
from dlkit.plot.heavy import rasterize_heavy
from dlkit.plot.html import html
from dlkit.plot.panels import cut, drawn_boxes, whole
from dlkit.plot.player import player
from dlkit.plot.png import png
from dlkit.plot.style import styled
from dlkit.plot.svg import matplotlib_svg, name_of, named, tree

LIMIT = 2_000_000  # bytes of HTML; a page of the book has about 300 kB


def animation(
    values,
    rows=1,
    cols=1,
    *,
    alt=None,
    label=None,
    width=None,
    height=None,
    caption=None,
    sharex=False,
    sharey=False,
    width_ratios=None,
    height_ratios=None,
    wrap=True,
    fps=10,
    still=-1,
    autoplay=False,
    limit=LIMIT,
):
    """A block whose loop draws one frame for each of `values`, and which displays them as a figure that plays.

        with plot.animation(range(60), alt="A point runs down into the valley.", label="step {}") as frames:
            for step, ax in frames:
                plot.loss_surface(f, ax)
                plot.trajectories(path, ax, upto=step)

    Each turn gives a value and new Axes, one or an array as in `plot.figure`, whose options hold here too; set the
    limits in every frame, or they jump. The first frame decides the layout. What frames have in common is stored
    once, so that only what changes costs bytes; `frames` says how many. `label` is a format string for the value,
    written beside the slider; `fps` the frames per second. The frame `still` is shown before it plays, without
    JavaScript and in print, by default the last. Nothing starts by itself unless `autoplay`, and even then not for
    readers who have asked their system for reduced motion. `plot.save(frames, "name.gif")` makes a file of it.
    Nothing is displayed when the block raises; after a `break`, the frames that were completed.

    Raises TypeError without an alt text; ValueError for an empty one, without a frame, or for more bytes than `limit`.
    """
    owner = "plot.animation"
    check(owner, rows, cols, alt, width, height)
    if not isinstance(values, Integral) and not np.iterable(values):
        raise TypeError(f"{owner} got values = {values!r}: they must be a list with one for each frame, or a count")
    values = list(range(values) if isinstance(values, Integral) else values)
    if not values:
        raise ValueError(f"{owner} got no values: each of them makes one frame, and one at least is wanted")
    validate.above(owner, 0, fps=fps, limit=limit)
    if not 0.1 <= fps <= 60:
        raise ValueError(f"{owner} got fps={fps!r}: it must be 0.1 to 60 frames per second")
    if not isinstance(still, Integral) or not -len(values) <= still < len(values):
        raise ValueError(f"{owner} got still={still!r}: it must be the index of one of the {len(values)} frames")
    if label is not None and not isinstance(label, str):
        raise TypeError(f'{owner} got label={label!r}: it must be a format string, such as "step {{}}"')
    layout = Layout(rows, cols, width, height, sharex, sharey, width_ratios, height_ratios, wrap)
    return _block(Animation(values, layout, " ".join(alt.split()), label, fps, still), caption, autoplay, limit)


@contextmanager
def _block(frames, caption, autoplay, limit):
    with styled():
        yield frames
        show(frames.bundle(caption, autoplay, limit))


class Animation:
    """The frames of one animation: iterate over it to draw them; afterwards `plot.save` writes it as a GIF.

    `figures` are the completed frames as matplotlib figures, `figure` is the still one, `size` the bytes of HTML.
    """

    def __init__(self, values, layout, alt, label, fps, still):
        self.values, self.layout, self.alt, self.label, self.fps, self.still = values, layout, alt, label, fps, still
        self.figures, self.size = [], 0
        self._sources, self._boxes, self._positions = [], [], None

    def __len__(self):
        return len(self.figures)

    def __iter__(self):
        if self.figures:
            raise RuntimeError("plot.animation: its frames were drawn already; draw everything in one loop")
        for value in self.values:
            figure, axes = self.layout.make(self.alt)
            if self._positions is not None:
                figure.set_layout_engine("none")
                self._place(figure)
            yield value, axes
            self._keep(figure)

    @property
    def figure(self):
        """The frame that is shown when nothing plays."""
        return self.figures[self.still]

    def panels(self):
        """Rows of panels that hold what is drawn in any of the frames."""
        return cut(self._boxes, self.layout.wrap)

    def bundle(self, caption, autoplay, limit):
        """What a notebook keeps, as `mimebundle` has it of a figure."""
        if not self.figures:
            raise ValueError(
                "plot.animation: no frame was drawn; loop over it inside the block: for value, ax in frames: …"
            )
        colours = palette.css_values()
        count = len(self)
        still = range(count)[self.still] if -count <= self.still < count else count - 1
        root = merged([tree(source, colours) for source in self._sources], still)
        drawn = named(root, name_of(*self._sources, repr(colours), self.alt), colours)
        rows = self.panels()
        labels = [f"{k + 1} / {count}" if self.label is None else self.label.format(v) for k, v in enumerate(self.values[:count])]
        controls = player(labels, still, self.fps, autoplay, whole(rows).width)
        text = html(drawn, rows, self.alt, caption, controls)
        self.size = len(text.encode())
        if self.size > limit:
            raise ValueError(
                f"plot.animation made {self.size / 1e6:.1f} MB of HTML, {self.size / count / 1e3:.0f} kB for each of {count} frames: "
                f"at most {limit / 1e6:.1f} MB are wanted on a page; draw fewer frames, or less that changes "
                "(fewer points, a lower resolution), or pass limit="
            )
        return {"text/html": text, "image/png": png(self.figures[still], whole(rows)), "text/plain": self.alt}

    def _keep(self, figure):
        if self._positions is None:
            settle(figure)
            self._positions = [ax.get_position(original=True) for ax in figure.axes]
        rasterize_heavy(figure)
        self._place(figure)
        self.figures.append(figure)
        self._sources.append(matplotlib_svg(figure))
        self._boxes += drawn_boxes(figure)

    def _place(self, figure):
        """Put the Axes where they are in the first frame, so that nothing jumps."""
        for ax, position in zip(figure.axes, self._positions):
            ax.set_position(position)

    def __repr__(self):
        each = f", {self.size / 1e3:.0f} kB, {self.size / len(self) / 1e3:.1f} kB a frame" if self.size else ""
        return f"Animation({len(self)} frames{each}: {self.alt})"
