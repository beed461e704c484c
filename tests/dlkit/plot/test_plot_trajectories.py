"""The ways of minimisers over a surface."""

import warnings

import numpy as np
import pytest
from matplotlib.colors import to_hex

from dlkit import minimize, plot
from dlkit.plot.trajectories import CHUNK, MOST_DOTS, followed, leaving

WINDOW = np.array([[0.0, 10.0], [0.0, 5.0]])


@pytest.fixture
def ax(axes):
    """Axes with limits and something drawn, as a surface leaves them."""
    axes.plot([0, 10], [0, 5], alpha=0)
    axes.set(xlim=(0, 10), ylim=(0, 5))
    return axes


def marks(ax, marker):
    """The places of single markers of a kind."""
    return [tuple(line.get_xydata()[0]) for line in ax.get_lines() if line.get_marker() == marker and len(line.get_xdata()) == 1]


def lines(ax):
    return [line for line in ax.get_lines() if line.get_linestyle() == "-" and len(line.get_xdata()) > 1 and line.get_alpha() is None]


def test_a_path_has_its_start_its_way_its_end_and_its_name(ax):
    path = np.array([[1.0, 1.0], [3.0, 2.0], [4.0, 4.0]])
    assert plot.trajectories({"Adam": path}, ax) is ax
    np.testing.assert_array_equal(lines(ax)[0].get_xydata(), path)
    assert marks(ax, "o") == [(1, 1), (4, 4)]
    assert [(text.get_text(), to_hex(text.get_color())) for text in ax.texts] == [("Adam", plot.BLUE)]


def test_a_trajectory_of_dlkit_is_a_path(ax):
    f = minimize.quadratic([1, 2], rotate=False)
    way = minimize.gradient_descent(f, [4, 3], f.gradient, lr=0.2, steps=5)
    plot.trajectories({"descent": way}, ax, steps=True)
    np.testing.assert_array_equal(lines(ax)[0].get_xydata(), way.x)
    assert ax.texts[0].get_text() == "descent, 5 steps"


def test_one_path_alone_has_no_name(ax):
    plot.trajectories([[1, 1], [2, 2]], ax)
    assert not ax.texts and len(lines(ax)) == 1


def test_names_touch_neither_each_other_nor_another_path(ax):
    t = np.linspace(0, 1, 50)[:, None]
    ends = {"first": (1, 4), "second": (5, 4.6), "third": (9, 3), "fourth": (9, 0.5)}
    paths = {name: np.array([1, 0.5]) + t * (np.array(end) - [1, 0.5]) for name, end in ends.items()}
    plot.trajectories(paths, ax)
    ax.figure.draw_without_rendering()
    boxes = {text.get_text(): text.get_window_extent() for text in ax.texts}
    assert boxes.keys() == ends.keys()
    for name, box in boxes.items():
        assert not any(box.overlaps(other) for key, other in boxes.items() if key != name)
        for path in paths.values():
            pixels = ax.transData.transform(path)
            assert not ((pixels > box.min) & (pixels < box.max)).all(axis=1).any()
        assert ax.bbox.x0 <= box.x0 and box.x1 <= ax.bbox.x1


def test_a_path_that_leaves_for_good_is_drawn_to_the_edge_and_a_triangle_points_out(ax):
    plot.trajectories({"out": [[5, 2], [8, 2], [14, 5], [99, 0]]}, ax)
    np.testing.assert_allclose(lines(ax)[0].get_xydata(), [[5, 2], [8, 2], [10, 3]])
    (triangle,) = [line for line in ax.get_lines() if isinstance(line.get_marker(), tuple)]
    np.testing.assert_allclose(triangle.get_xydata(), [[10, 3]])
    assert ax.get_xlim() == (0, 10) and ax.get_ylim() == (0, 5)
    assert marks(ax, "o") == [(5, 2)]


@pytest.mark.parametrize(("far", "place"), [((-20, 2), (0, 2)), ((5, -20), (5, 0)), ((5, 20), (5, 5)), ((-1, -1), (0, 0))])
def test_it_leaves_where_its_last_step_crosses_the_edge_on_any_side(far, place):
    start = (1.0, 1.0) if place == (0, 0) else (5.0, 2.0)
    index, found, step = leaving(np.array([start, far], dtype=float), WINDOW)
    np.testing.assert_allclose(found, place, atol=1e-12)
    np.testing.assert_array_equal(step, np.subtract(far, start))
    assert index == 0


def test_a_path_that_leaves_and_comes_back_is_drawn_whole(ax):
    path = [[5, 2], [5, -3], [6, 2]]
    plot.trajectories(path, ax)
    np.testing.assert_array_equal(lines(ax)[0].get_xydata(), path)
    assert marks(ax, "o") == [(5, 2), (6, 2)]


def test_a_path_that_ends_in_nan_has_a_cross_where_it_was_last_seen(ax):
    plot.trajectories([[5, 2], [6, 3], [np.nan, 1], [7, 7]], ax)
    np.testing.assert_array_equal(lines(ax)[0].get_xydata(), [[5, 2], [6, 3]])
    assert marks(ax, "X") == [(6, 3)]


@pytest.mark.parametrize("far", [1e5, 1e150, 1e308, -1e308, np.inf])
def test_numbers_beyond_all_measure_are_followed_without_a_warning(ax, far):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        plot.trajectories({"lost": [[5, 2], [6, 2], [far, 2], [-far, 2]]}, ax)
        ax.figure.draw_without_rendering()
    drawn = lines(ax)[0].get_xydata()
    assert np.isfinite(drawn).all() and drawn.min() >= 0 and drawn.max() <= 10


def test_what_is_followed_keeps_its_direction():
    path, lost = followed(np.array([[5.0, 2.0], [5.0 + 3e9, 2.0 + 1e9]]), WINDOW)
    step = path[1] - path[0]
    assert lost and step[0] == pytest.approx(3 * step[1]) and step[0] < 1e5
    index, place, _ = leaving(path, WINDOW)
    assert index == 0
    np.testing.assert_allclose(place, [10, 2 + 5 / 3])


def test_upto_draws_the_first_steps_and_names_in_a_corner_that_the_whole_path_leaves_free(ax):
    path = np.stack([np.linspace(1, 9, 101), np.linspace(1, 4.9, 101)], axis=1)  # towards the upper right
    for upto in (0, 50):
        for artist in list(ax.get_lines()):
            artist.remove()
        plot.trajectories({"Adam": path}, ax, upto=upto)
        assert marks(ax, "o")[0] == (1, 1) and len(marks(ax, "o")) == min(upto, 1) + 1
        assert [text.get_text() for text in ax.get_legend().get_texts()] == ["Adam"]
        assert ax.get_legend()._get_loc() in (2, 4)  # upper left, lower right
    np.testing.assert_allclose(np.concatenate([line.get_xydata()[:-1] for line in lines(ax)]), path[:50])


def test_complete_pieces_of_an_animated_path_are_the_same_in_all_later_frames(axes):
    path = np.random.default_rng(0).uniform(0, 1, (70, 2)) * [10, 5]

    def pieces(upto):
        axes.clear()
        axes.plot([0, 10], [0, 5], alpha=0)
        axes.set(xlim=(0, 10), ylim=(0, 5))
        plot.trajectories(path, axes, upto=upto)
        return [line.get_xydata().tolist() for line in lines(axes)]

    assert pieces(2 * CHUNK + 3)[:2] == pieces(3 * CHUNK)[:2]
    assert len(pieces(3 * CHUNK)) == 3


@pytest.mark.parametrize(("steps", "dotted"), [(MOST_DOTS, True), (MOST_DOTS + 1, False)])
def test_steps_are_dots_where_there_are_few(ax, steps, dotted):
    plot.trajectories(np.tile(np.linspace(1, 4, steps + 1)[:, None], 2), ax)
    assert (lines(ax)[0].get_marker() == "o") == dotted


def test_without_a_surface_the_paths_decide_the_limits(axes):
    plot.trajectories([[100, 200], [110, 205]], axes)
    assert axes.get_xlim()[0] < 100 < 110 < axes.get_xlim()[1] < 115


@pytest.mark.parametrize(("paths", "options", "message"), [
    ({}, {}, "got no paths"),
    ({"a": np.zeros((3, 3))}, {}, r"shape \(3, 3\) for 'a': points in the plane.*project first"),
    (np.zeros(4), {}, r"shape \(4,\): points"),
    ({"a": np.empty((0, 2))}, {}, r"path for 'a' of shape \(0, 2\) without a start"),
    ([[np.nan, 0], [1, 1]], {}, "without a start"),
    ({"a": [[0, 0]], "b": [[1, 1]]}, {"colors": ["red"]}, "got 2 paths and 1 colors"),
])  # fmt: skip
def test_what_is_no_path_is_refused(ax, paths, options, message):
    with pytest.raises(ValueError, match=f"plot.trajectories.*{message}"):
        plot.trajectories(paths, ax, **options)
