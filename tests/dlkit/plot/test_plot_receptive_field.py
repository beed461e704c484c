"""What units see, over an image."""

import numpy as np
import pytest
from matplotlib.patches import Rectangle

import dlkit.numpy as dl
from dlkit import explain, plot

IMAGE = np.random.default_rng(0).random((1, 20, 16))
MODEL = dl.Sequential(
    dl.Conv2d(1, 4, 5, padding=2, rng=0), dl.MaxPool2d(2), dl.Conv2d(4, 4, 3, padding=1, rng=0), dl.MaxPool2d(2)
)
FIELDS = explain.receptive_fields(MODEL, (20, 16))


def boxes(ax):
    """[(first pixel, last pixel) of rows, of columns] of every box."""
    found = [patch for patch in ax.patches if isinstance(patch, Rectangle)]
    return [
        [(low + 0.5, low + length - 0.5) for low, length in ((p.get_y(), p.get_height()), (p.get_x(), p.get_width()))]
        for p in found
    ]


def test_one_layer_has_a_dot_for_each_unit_and_a_box_around_what_one_sees(axes):
    assert plot.receptive_field(IMAGE, FIELDS[1], ax=axes, unit=(3, 2)) is axes
    dots, chosen = (np.asarray(group.get_offsets()) for group in axes.collections)
    assert len(dots) == 10 * 8
    rows, columns = FIELDS[1].centre((3, 2))
    np.testing.assert_allclose(chosen, [[columns, rows]])
    assert [columns, rows] in dots.tolist()
    assert boxes(axes) == [FIELDS[1].box((3, 2))]


def test_the_middle_unit_is_taken_by_default(axes):
    plot.receptive_field(IMAGE, FIELDS[3], axes)
    assert boxes(axes) == [FIELDS[3].box((2, 2))]


def test_a_box_in_the_padding_is_shown_whole(axes):
    plot.receptive_field(IMAGE, FIELDS[2], axes, unit=(0, 0))
    (rows, columns) = FIELDS[2].box((0, 0))
    assert rows[0] == columns[0] == -4
    assert axes.get_xlim()[0] < -4.5 and axes.get_ylim()[1] < -4.5, "rows count downwards"
    assert axes.get_xlim()[1] > 15.5 and axes.get_ylim()[0] > 19.5


def test_several_layers_have_nested_boxes_that_are_named_at_the_right_without_touching(axes):
    plot.receptive_field(IMAGE, FIELDS, axes)
    drawn = boxes(axes)
    assert len(drawn) == 4 and drawn[-1] == FIELDS[-1].box((2, 2))
    for inner, outer in zip(drawn, drawn[1:]):
        assert all(a[0] >= b[0] and a[1] <= b[1] for a, b in zip(inner, outer))
    assert [text.get_text() for text in axes.texts] == [
        "0 Conv2d, 5 × 5", "1 MaxPool2d, 6 × 6", "2 Conv2d, 10 × 10", "3 MaxPool2d, 12 × 12",
    ]  # fmt: skip
    axes.figure.draw_without_rendering()
    extents = [text.get_window_extent() for text in axes.texts]
    right = axes.transData.transform((15.5, 0))[0]
    assert all(box.x0 > right for box in extents)
    assert not any(one.overlaps(other) for i, one in enumerate(extents) for other in extents[:i])


@pytest.mark.parametrize(("image", "fields", "options", "message"), [
    (IMAGE[None], FIELDS[0], {}, r"got an image of shape \(1, 1, 20, 16\)"),
    (IMAGE, [], {}, "got no fields: one at least is wanted"),
    (IMAGE, FIELDS[3], {"unit": (5, 0)}, r"got unit = \(5, 0\): it must be one of the 5 × 4 units of layer '3'"),
    (IMAGE, FIELDS, {"unit": (1,)}, r"got unit = \(1,\)"),
    (IMAGE, explain.receptive_fields(dl.Sequential(dl.Conv1d(1, 1, 3, rng=0)), (9,)), {}, "got fields along 1 axis"),
])  # fmt: skip
def test_what_cannot_be_drawn_is_refused(axes, image, fields, options, message):
    with pytest.raises(ValueError, match=f"plot.receptive_field {message}"):
        plot.receptive_field(image, fields, axes, **options)
