"""Names at the ends of lines."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlkit import plot
from dlkit.plot.direct_labels import spread

POSITIONS = st.lists(st.floats(-100, 100), min_size=1, max_size=8)


@given(POSITIONS)
def test_spread_positions_are_apart_and_in_order(wanted):
    placed = spread(wanted, 3.0)
    order = np.argsort(wanted, kind="stable")
    assert (np.diff(placed[order]) >= 3 - 1e-9).all()


@given(POSITIONS)
def test_positions_that_are_apart_already_stay(wanted):
    apart = np.sort(wanted) + 3.0 * np.arange(len(wanted))
    np.testing.assert_allclose(spread(apart, 3.0), apart, atol=1e-9)


@given(POSITIONS)
def test_spreading_moves_nothing_on_average(wanted):
    # The nearest positions, in the sense of least squares, keep the mean: all could be shifted together otherwise.
    assert np.mean(spread(wanted, 3.0)) == pytest.approx(np.mean(wanted), abs=1e-9)


def test_three_at_one_place_spread_around_it():
    np.testing.assert_allclose(spread([5, 5, 5], 2), [3, 5, 7])


def draw(ax, ends):
    for number, end in enumerate(ends):
        ax.plot([0, 1], [0, end], label=f"line {number}")


def test_each_name_stands_right_of_its_end_in_its_colour_and_the_legend_goes(axes):
    draw(axes, [1, 2])
    axes.legend()
    assert plot.direct_labels(axes) is axes
    axes.figure.draw_without_rendering()
    for line, text in zip(axes.get_lines(), axes.texts):
        box = text.get_window_extent()
        x, y = axes.transData.transform((1, line.get_ydata()[-1]))
        assert text.get_text() == line.get_label() and text.get_color() == line.get_color()
        assert x < box.x0 < x + 20 and box.y0 < y < box.y1
    assert axes.get_legend() is None


def test_names_do_not_touch_where_lines_meet(axes):
    draw(axes, [1, 1, 1.001, 0.999])
    plot.direct_labels(axes)
    axes.figure.draw_without_rendering()
    boxes = [text.get_window_extent() for text in axes.texts]
    assert len(boxes) == 4
    assert not any(one.overlaps(other) for i, one in enumerate(boxes) for other in boxes[:i])


def test_a_line_that_ends_in_nan_is_named_at_its_last_number_and_one_of_nan_alone_is_not(axes):
    axes.plot([0, 1, 2], [0, 5, np.nan], label="stops")
    axes.plot([0, 1, 2], [np.nan] * 3, label="never")
    axes.plot([0, 1, 2], [1, 1, 1])
    plot.direct_labels(axes)
    assert [(text.get_text(), tuple(text.xy)) for text in axes.texts] == [("stops", (1, 5))]


def test_without_a_labelled_line_there_is_nothing_to_write(axes):
    axes.plot([1, 2])
    with pytest.raises(ValueError, match="no line with a label in these Axes: pass label="):
        plot.direct_labels(axes)
