"""Where a figure is cut: through empty space, and never between what belongs together."""

import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from dlkit.plot.display import settle
from dlkit.plot.panels import MARGIN, panels, whole


def cut(rows=1, cols=1, draw=lambda axes: None, wrap=True):
    """The panels of a figure of 7 by 4 inches."""
    figure = Figure(figsize=(7, 4), layout="constrained")
    draw(figure.subplots(rows, cols))
    settle(figure)
    return panels(figure, wrap)


@pytest.mark.parametrize(("rows", "cols"), [(1, 1), (1, 2), (1, 4), (2, 3)])
def test_a_grid_is_cut_into_its_axes(rows, cols):
    assert [len(row) for row in cut(rows, cols)] == [cols] * rows


def test_axes_below_one_another_already_suit_a_phone():
    assert [len(row) for row in cut(3, 1)] == [1]


def test_without_wrap_there_is_one_panel():
    assert [len(row) for row in cut(2, 2, wrap=False)] == [1]


def test_the_panels_tile_the_drawing():
    rows = cut(2, 3)
    all_of_it = whole(rows)
    area = sum(panel.width * panel.height for row in rows for panel in row)
    assert area == pytest.approx(all_of_it.width * all_of_it.height)
    for row in rows:
        for left, right in zip(row, row[1:]):
            assert right.x == pytest.approx(left.x + left.width)


def test_each_axes_lies_within_its_panel_and_the_cut_in_the_middle_between_them():
    figure = Figure(figsize=(7, 4), layout="constrained")
    axes = figure.subplots(1, 2)
    axes[0].set_ylabel("a long label")
    settle(figure)
    (row,) = panels(figure)
    drawn = [72 / figure.dpi * np.array(ax.get_tightbbox().intervalx) for ax in axes]
    for (left, right), panel in zip(drawn, row):
        assert panel.x < left < right < panel.x + panel.width
    assert row[1].x == pytest.approx((drawn[0][1] + drawn[1][0]) / 2)


def test_a_colour_bar_stays_with_its_axes():
    def draw(axes):
        axes[0].figure.colorbar(axes[0].imshow(np.eye(3)), ax=axes[0])

    assert [len(row) for row in cut(1, 2, draw)] == [2]


def test_a_colour_bar_of_both_axes_keeps_them_together():
    def draw(axes):
        image = axes[0].imshow(np.eye(3))
        axes[0].figure.colorbar(image, ax=list(axes), location="bottom")

    assert [len(row) for row in cut(1, 2, draw)] == [1]


@pytest.mark.parametrize("span", [
    lambda figure: figure.suptitle("a title as wide as both panels " * 2),
    lambda figure: figure.suptitle("a title that ends left and right of all panels " * 3),
    lambda figure: figure.legend([Line2D([], [])], ["a legend as wide as both panels " * 2], loc="outside lower center"),
])  # fmt: skip
def test_what_spans_the_columns_keeps_them_together(span):
    assert [len(row) for row in cut(1, 2, lambda axes: span(axes[0].figure))] == [1]


def test_empty_space_around_the_drawing_is_left_away():
    figure = Figure(figsize=(7, 4))
    figure.text(0.5, 0.5, "alone")
    settle(figure)
    panel = whole(panels(figure))
    box = figure.texts[0].get_window_extent()
    scale = 72 / figure.dpi
    assert panel.width == pytest.approx(scale * box.width + 2 * MARGIN)
    assert panel.y == pytest.approx(4 * 72 - scale * box.y1 - MARGIN)


def test_an_empty_figure_is_one_panel_of_its_size():
    panel = whole(panels(Figure(figsize=(7, 4))))
    assert (panel.width, panel.height) == (7 * 72 + 2 * MARGIN, 4 * 72 + 2 * MARGIN)
