"""A figure of the course: what it asks for, what it yields, and what it leaves behind."""

import subprocess
import sys
from pathlib import Path

import matplotlib
import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.colors import to_hex

from dlkit import plot
from dlkit.plot import palette
from dlkit.plot.figure import WIDTHS

ROOT = Path(plot.__file__).parents[2]


@pytest.mark.parametrize(("options", "error", "message"), [
    ({}, TypeError, "no alt text: pass alt="),
    ({"alt": ""}, ValueError, "empty alt text: say in one or two sentences what is seen"),
    ({"alt": " \n"}, ValueError, "empty alt text"),
    ({"alt": 3}, TypeError, "alt text of type int"),
    ({"alt": "A line.", "rows": 0}, ValueError, "rows must be an integer of at least 1, got 0"),
    ({"alt": "A line.", "cols": 1.5}, ValueError, "cols must be an integer of at least 1, got 1.5"),
])  # fmt: skip
def test_a_figure_says_what_it_needs_before_anything_is_drawn(options, error, message):
    with pytest.raises(error, match=message):
        plot.figure(**options)


@pytest.mark.parametrize(("rows", "cols", "shape"), [(1, 2, (2,)), (3, 1, (3,)), (2, 3, (2, 3))])
def test_several_axes_come_as_an_array_of_the_grids_shape(shown, rows, cols, shape):
    with plot.figure(rows, cols, alt="Empty axes.") as axes:
        assert axes.shape == shape
        assert all(isinstance(ax, Axes) for ax in axes.flat)


def test_one_axes_comes_alone_and_two_unpack(shown):
    with plot.figure(alt="Empty axes.") as ax:
        assert isinstance(ax, Axes)
    with plot.figure(1, 2, alt="Empty axes.") as (left, right):
        assert left.get_position().x1 < right.get_position().x0


def test_the_size_is_in_inches_and_has_defaults(shown):
    with plot.figure(alt="Empty axes.", width=6, height=2) as ax:
        assert tuple(ax.figure.get_size_inches()) == (6, 2)
    with plot.figure(1, 2, alt="Empty axes.") as (left, _):
        assert left.figure.get_figwidth() == WIDTHS[2]


def test_what_is_displayed_is_html_png_and_words(shown):
    with plot.figure(alt="A line\n   that rises.") as ax:
        ax.plot([1, 2])
    (bundle,) = shown
    assert set(bundle) == {"text/html", "image/png", "text/plain"}
    assert bundle["text/plain"] == "A line that rises."
    assert bundle["image/png"].startswith(b"\x89PNG")


def test_nothing_is_displayed_when_the_block_raises(shown):
    with pytest.raises(ZeroDivisionError), plot.figure(alt="A line.") as ax:
        ax.plot([1, 1 / 0])
    assert shown == []


@pytest.mark.parametrize("raises", [False, True])
def test_matplotlibs_settings_are_as_before(shown, raises):
    before = dict(matplotlib.rcParams)
    try:
        with plot.figure(alt="A line."):
            assert dict(matplotlib.rcParams) != before
            matplotlib.rcParams["lines.linewidth"] = 17
            if raises:
                raise RuntimeError
    except RuntimeError:
        pass
    assert dict(matplotlib.rcParams) == before


def test_a_readers_own_settings_do_not_reach_the_figure(shown):
    with plot.figure(alt="A line.") as ax:
        ax.plot([1, 2])
    with matplotlib.rc_context({"lines.linewidth": 9, "axes.grid.axis": "x", "font.size": 30}):
        with plot.figure(alt="A line.") as ax:
            ax.plot([1, 2])
    assert shown[0] == shown[1]


def test_the_colours_follow_the_palette(axes):
    (line,) = axes.plot([1, 2])
    (second,) = axes.plot([2, 1])
    assert (line.get_color(), second.get_color()) == (plot.BLUE, plot.ORANGE)
    assert to_hex(axes.xaxis.label.get_color()) == palette.INK


@pytest.mark.parametrize("cols", [1, 2])
def test_panels_that_share_an_axis_keep_their_numbers_where_they_may_stand_alone(shown, cols):
    with plot.figure(2, cols, alt="Lines.", sharex=True, sharey=True) as axes:
        upper_right = np.reshape(axes, (2, cols))[0, -1]
        axes.flat[0].set_xlim(0, 7)
        assert upper_right.get_xlim() == (0, 7)
    drawn = any(label.get_visible() for label in upper_right.get_xticklabels())
    assert drawn == (cols == 2)


def test_importing_and_drawing_loads_neither_pyplot_nor_torch_nor_scikit_learn():
    code = (
        "import sys; from dlkit import plot\n"
        "with plot.figure(1, 2, alt='x') as (a, b): a.plot([1, 2], label='a'); plot.direct_labels(a); "
        "plot.image_grid([[[0, 1]]], b)\n"
        "print(sorted({'matplotlib.pyplot', 'torch', 'sklearn'} & set(sys.modules)), 'matplotlib' in sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert (run.stdout.strip(), run.stderr) == ("[] True", "")
