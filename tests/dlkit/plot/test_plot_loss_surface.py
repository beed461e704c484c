"""Contour lines of a function of two variables."""

import math

import numpy as np
import pytest

from dlkit import minimize, plot
from dlkit.plot.loss_surface import heights, round_levels

BOX = ((-1.0, 3.0), (-2.0, 2.0))


def bowl(point):
    """(x − 1)² + 4 y² of one point only: an array (2, m, m) would be refused."""
    assert point.shape == (2,)
    return (point[0] - 1) ** 2 + 4 * point[1] ** 2


def contours(ax):
    (lines,) = [artist for artist in ax.get_children() if type(artist).__name__ == "QuadContourSet"]
    return lines


def test_each_line_runs_where_the_function_has_its_height(axes):
    assert plot.loss_surface(bowl, axes, box=BOX, levels=[0.5, 1.0, 2.0]) is axes
    lines = contours(axes)
    for level, path in zip(lines.levels, lines.get_paths()):
        found = [bowl(vertex) for vertex in path.vertices]
        np.testing.assert_allclose(found, level, atol=0.03)
    assert list(lines.levels) == [0.5, 1.0, 2.0]


def test_the_limits_are_the_box_and_up_is_up(axes):
    plot.loss_surface(lambda p: p[1] + 5.0, axes, box=BOX, log=False)
    assert (axes.get_xlim(), axes.get_ylim()) == BOX
    opacity = axes.get_images()[0].get_array()[..., 3]
    assert axes.get_images()[0].origin == "lower"
    assert opacity[0].max() < 0.1 < 0.35 < opacity[-1].min()


def test_a_function_of_dlkit_brings_its_box_and_its_minima_and_is_asked_once(axes):
    f = minimize.himmelblau()
    plot.loss_surface(f, axes)
    assert (axes.get_xlim(), axes.get_ylim()) == f.box
    crosses = [line.get_xydata()[0] for line in axes.get_lines() if line.get_marker() == "x"]
    np.testing.assert_allclose(crosses, f.minima)


def test_asking_all_at_once_and_point_by_point_is_the_same():
    f = minimize.beale()
    x, y, at_once = heights(f, f.box, 11)
    _, _, one_by_one = heights(lambda point: f(point), f.box, 11)
    np.testing.assert_allclose(at_once, one_by_one)
    assert at_once[2, 9] == pytest.approx(f(np.array([x[9], y[2]])))


def test_levels_go_by_factors_where_a_positive_function_spans_much_and_by_steps_elsewhere():
    wide = np.geomspace(0.02, 3000, 900).reshape(30, 30)
    levels = round_levels(wide)
    assert {0.1, 1.0, 10.0, 100.0, 1000.0} <= set(np.round(levels, 6))
    steps = np.diff(round_levels(np.linspace(-3, 4, 900).reshape(30, 30)))
    np.testing.assert_allclose(steps, steps[0])
    assert np.all(np.diff(round_levels(wide, log=False)) == np.diff(round_levels(wide, log=False))[0])


@pytest.mark.parametrize("span", [31, 1e3, 1e6, 1e12, 1e40])
def test_there_are_a_readable_number_of_levels(span):
    assert 3 <= len(round_levels(np.geomspace(0.7, 0.7 * span, 900).reshape(30, 30))) <= 13


def test_where_the_function_is_not_finite_nothing_is_drawn(axes):
    def half(point):
        if point[0] > 1.5:
            return math.exp(1e6)  # raises OverflowError
        return np.log(point[0])  # nan left of zero

    plot.loss_surface(half, axes, box=((-1, 2), (0, 1)))
    opacity = axes.get_images()[0].get_array()[..., 3]
    assert opacity[:, :20].max() == 0 and opacity[:, -9:].max() == 0 and opacity.max() > 0
    assert all(0 < vertex[0] < 1.6 for path in contours(axes).get_paths() for vertex in path.vertices)


def test_numbers_stand_on_their_lines_upright_and_within_the_axes(axes):
    f = minimize.rosenbrock(2)
    plot.loss_surface(f, axes)
    axes.figure.draw_without_rendering()
    assert 2 <= len(axes.texts) <= 6
    for text in axes.texts:
        assert f(np.array(text.get_position())) == pytest.approx(float(text.get_text()), rel=0.05)
        assert -90 <= (text.get_rotation() + 180) % 360 - 180 <= 90
        box = text.get_window_extent()
        assert axes.bbox.x0 <= box.x0 and box.x1 <= axes.bbox.x1 and axes.bbox.y0 <= box.y0 and box.y1 <= axes.bbox.y1
    boxes = [text.get_window_extent() for text in axes.texts]
    assert not any(one.overlaps(other) for i, one in enumerate(boxes) for other in boxes[:i])


def test_numbers_can_be_left_away(axes):
    plot.loss_surface(bowl, axes, box=BOX, numbers=False)
    assert not axes.texts


@pytest.mark.parametrize(("f", "options", "message"), [
    (bowl, {}, "needs box="),
    (bowl, {"box": (0, 1)}, r"box of shape \(2,\)"),
    (minimize.rosenbrock(3), {}, r"box of shape \(3, 2\).*function of two variables"),
    (bowl, {"box": ((1, 0), (0, 1))}, "each low must be below its high"),
    (lambda p: np.nan, {"box": BOX}, "not finite anywhere"),
    (lambda p: 2.0, {"box": BOX}, "f is 2 everywhere.*does it use the point, or the model"),
    (lambda p: p, {"box": BOX}, r"must return a number, got shape \(2,\)"),
    (lambda p: p[0], {"box": BOX, "log": True}, "log=True, but f falls to -1"),
    (bowl, {"box": BOX, "levels": [2, 1]}, "heights that rise"),
])  # fmt: skip
def test_what_cannot_be_drawn_is_refused(axes, f, options, message):
    with pytest.raises(ValueError, match=f"plot.loss_surface.*{message}"):
        plot.loss_surface(f, axes, **options)
