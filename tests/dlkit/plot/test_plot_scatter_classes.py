"""Points of several classes."""

import numpy as np
import pytest
from matplotlib.colors import to_hex

from dlkit import plot
from dlkit.plot.heavy import MOST_MARKS

X = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [1.0, 1.0], [2.0, 2.0]])
Y = np.array([0, 1, 0, 2, 1])


def test_each_class_has_its_points_its_colour_and_its_shape(axes):
    assert plot.scatter_classes(X, Y, ax=axes) is axes
    groups = axes.collections
    np.testing.assert_array_equal([len(group.get_offsets()) for group in groups], [2, 2, 1])
    np.testing.assert_array_equal(groups[1].get_offsets(), X[Y == 1])
    assert [to_hex(group.get_facecolor()[0]) for group in groups] == [plot.BLUE, plot.ORANGE, plot.GREEN]
    shapes = [group.get_paths()[0].vertices.tobytes() for group in groups]
    assert len(set(shapes)) == 3


def test_the_legend_names_the_classes(axes):
    plot.scatter_classes(X, Y, axes, labels=["hadron", "gamma", "muon"])
    assert [text.get_text() for text in axes.get_legend().get_texts()] == ["hadron", "gamma", "muon"]


def test_by_default_a_class_is_named_by_its_value_and_the_legend_can_be_left_away(axes):
    plot.scatter_classes(X, np.where(Y == 0, -1, 1), axes, legend=False)
    assert [group.get_label() for group in axes.collections] == ["class -1", "class 1"]
    assert axes.get_legend() is None


def test_a_class_keeps_its_colour_where_another_is_absent(axes):
    plot.scatter_classes(X[Y == 1], Y[Y == 1], axes, classes=[0, 1, 2])
    assert to_hex(axes.collections[1].get_facecolor()[0]) == plot.ORANGE
    assert [len(group.get_offsets()) for group in axes.collections] == [0, 2, 0]


@pytest.mark.parametrize(("n", "width"), [(MOST_MARKS, 0.7), (MOST_MARKS + 1, 0)])
def test_a_crowd_has_no_edges(axes, n, width):
    plot.scatter_classes(np.zeros((n, 2)), np.zeros(n, dtype=int), axes)
    assert axes.collections[0].get_linewidth()[0] == width


@pytest.mark.parametrize(("x", "y", "options", "message"), [
    (np.zeros((5, 3)), Y, {}, r"got x of shape \(5, 3\): it must be points in the plane"),
    (np.zeros(5), Y, {}, r"got x of shape \(5,\)"),
    (X, np.eye(5), {}, r"y of shape \(5, 5\): y must be one class per point, \(5,\); is y one-hot"),
    (X, Y[:4], {}, r"y of shape \(4,\)"),
    (np.zeros((8, 2)), np.arange(8), {}, "got 8 classes: 7 at most"),
    (X, Y, {"labels": ["a", "b"]}, "got 2 labels for 3 classes"),
    (X, Y, {"labels": ["a", "b", "c", "d"]}, "got 4 labels for 3 classes"),
    (X, Y, {"classes": [0, 1]}, "got the class 2 in y"),
])  # fmt: skip
def test_what_cannot_be_drawn_is_refused(axes, x, y, options, message):
    with pytest.raises(ValueError, match=message):
        plot.scatter_classes(x, y, axes, **options)
