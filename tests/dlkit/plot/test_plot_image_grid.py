"""Many small images in one Axes."""

import numpy as np
import pytest

from dlkit import plot
from dlkit.plot.image_grid import GAP, TITLE_ROOM

IMAGES = np.arange(6 * 4 * 8, dtype=float).reshape(6, 4, 8)


def places(ax):
    """(left, right, bottom, top) of every image."""
    return [tuple(image.get_extent()) for image in ax.get_images()]


@pytest.mark.parametrize("shaped", [IMAGES, IMAGES[:, None], IMAGES.tolist()])
def test_grey_images_come_with_or_without_a_channel(axes, shaped):
    assert plot.image_grid(shaped, ax=axes) is axes
    assert len(axes.get_images()) == 6
    np.testing.assert_array_equal(axes.get_images()[4].get_array(), IMAGES[4])


def test_colour_images_have_their_channels_first(axes):
    colour = np.random.default_rng(0).random((2, 3, 4, 8))
    plot.image_grid(colour, axes)
    np.testing.assert_array_equal(axes.get_images()[1].get_array(), colour[1].transpose(1, 2, 0))


def test_images_run_from_left_to_right_then_down_and_never_overlap(axes):
    plot.image_grid(IMAGES, axes, columns=3)
    lefts, rights, bottoms, tops = np.array(places(axes)).T
    np.testing.assert_allclose(lefts[:3], lefts[3:])
    assert (rights[:2] < lefts[1:3]).all()
    # The vertical axis of images points down.
    assert (bottoms[:3] < tops[3:]).all()
    np.testing.assert_allclose((bottoms - tops) / (rights - lefts), 4 / 8)
    assert axes.get_ylim()[0] > axes.get_ylim()[1]


def test_all_images_share_one_scale_unless_each_is_to_have_its_own(axes):
    plot.image_grid(IMAGES, axes)
    assert {image.get_clim() for image in axes.get_images()} == {(0, IMAGES.max())}
    axes.clear()
    plot.image_grid(IMAGES, axes, vmax=1)
    assert {image.get_clim() for image in axes.get_images()} == {(0, 1)}
    axes.clear()
    plot.image_grid(IMAGES, axes, each=True)
    assert [image.get_clim() for image in axes.get_images()] == [(image.min(), image.max()) for image in IMAGES]


@pytest.mark.parametrize("columns", [3, 6])
def test_titles_stand_above_their_images_and_touch_no_other(axes, columns):
    plot.image_grid(IMAGES, axes, titles=range(6), columns=columns)
    axes.figure.draw_without_rendering()
    assert [text.get_text() for text in axes.texts] == list("012345")
    for image, text in zip(axes.get_images(), axes.texts):
        box, title = image.get_window_extent(), text.get_window_extent()
        assert box.y1 <= title.y0 and box.x0 < (title.x0 + title.x1) / 2 < box.x1
        assert not any(title.overlaps(other.get_window_extent()) for other in axes.get_images())


def test_gaps_and_titles_keep_their_size_in_points(axes):
    plot.image_grid(IMAGES, axes, titles=["a"] * 6, columns=2)
    axes.figure.draw_without_rendering()
    boxes = [image.get_window_extent() for image in axes.get_images()]
    scale = 72 / axes.figure.dpi
    assert scale * (boxes[1].x0 - boxes[0].x1) == pytest.approx(GAP, rel=0.1)
    assert scale * (boxes[0].y0 - boxes[2].y1) == pytest.approx(GAP + TITLE_ROOM, rel=0.1)


@pytest.mark.parametrize(("n", "size", "columns"), [(8, (7, 1), 8), (8, (1, 7), 1), (4, (4, 4), 2)])
def test_the_number_of_columns_suits_the_room(shown, n, size, columns):
    with plot.figure(width=size[0], height=size[1], alt="Images.") as ax:
        plot.image_grid(np.zeros((n, 5, 5)), ax)
    assert len({place[0] for place in places(ax)}) == columns


def test_no_axis_is_drawn(axes):
    plot.image_grid(IMAGES, axes)
    assert not axes.axison


@pytest.mark.parametrize(("images", "options", "message"), [
    (np.zeros((8, 8)), {}, r"got images of shape \(8, 8\): wanted is .*; was one image passed, or were they flattened"),
    (np.zeros((2, 8, 8, 3)), {}, r"got images of shape \(2, 8, 8, 3\).*channels come before height and width"),
    (np.zeros(8), {}, r"got images of shape \(8,\)"),
    (np.zeros((0, 8, 8)), {}, r"got images of shape \(0, 8, 8\): wanted is something to draw"),
    (np.full((1, 3, 2, 2), 255), {}, "images in colour from 255 to 255: red, green and blue lie in"),
    (-np.ones((1, 3, 2, 2)), {}, "images in colour from -1 to -1"),
    (IMAGES, {"titles": ["a"]}, "got 1 titles for 6 images"),
])  # fmt: skip
def test_what_cannot_be_drawn_is_refused(axes, images, options, message):
    with pytest.raises(ValueError, match=message):
        plot.image_grid(images, axes, **options)
