"""A map over the image that it explains."""

import numpy as np
import pytest
from matplotlib.colors import to_rgb

from dlkit import plot
from dlkit.plot.overlay import DEEPEST, tinted

IMAGE = np.arange(48, dtype=np.float32).reshape(1, 6, 8)


def drawn(ax):
    return np.asarray(ax.get_images()[0].get_array())


def test_where_the_map_is_zero_the_image_is_seen_and_where_it_is_largest_the_colour(axes):
    heat = np.zeros((6, 8))
    heat[2, 3], heat[4, 5] = 2.0, -2.0
    assert plot.overlay(IMAGE, heat, ax=axes) is axes
    grey = np.repeat(IMAGE[0][..., None] / 47, 3, axis=-1)
    untouched = heat == 0
    np.testing.assert_allclose(drawn(axes)[untouched], grey[untouched])
    for place, colour in (((2, 3), plot.ORANGE), ((4, 5), plot.SKY)):
        wanted = (1 - DEEPEST) * grey[place] + DEEPEST * np.array(to_rgb(colour))
        np.testing.assert_allclose(drawn(axes)[place], wanted)


def test_the_scale_is_that_of_the_map_or_a_limit_beyond_which_nothing_gets_deeper():
    grey, strength = np.full((1, 3), 0.5), np.array([[0.5, 1.0, 9.0]])
    first, second, third = tinted(grey, strength)[0]
    np.testing.assert_allclose(second, third)
    np.testing.assert_allclose(first - 0.5, (second - 0.5) / 2)


def test_a_small_map_is_stretched_over_the_whole_image_smoothly_or_in_blocks(axes):
    heat = np.array([[1.0, 0.0], [0.0, 0.0]])
    plot.overlay(np.zeros((6, 8)), heat, axes, smooth=False)
    lit = drawn(axes)[..., 0] > 0
    assert lit[:3, :4].all() and lit.sum() == 12
    axes.clear()
    plot.overlay(np.zeros((6, 8)), heat, axes, bar=False)
    row = drawn(axes)[0, :, 0]
    assert (np.diff(row) <= 1e-12).all() and len(np.unique(row)) > 3


def test_half_of_the_largest_number_is_half_as_opaque_and_a_limit_is_the_largest_instead(axes):
    def opacity(**options):
        axes.clear()
        plot.overlay(np.zeros((1, 2)), np.array([[4.0, 2.0]]), axes, bar=False, **options)
        return drawn(axes)[0, :, 0] / to_rgb(plot.ORANGE)[0]

    np.testing.assert_allclose(opacity(), [DEEPEST, DEEPEST / 2])
    np.testing.assert_allclose(opacity(limit=8), [DEEPEST / 2, DEEPEST / 4])


@pytest.mark.parametrize(("heat", "ticks"), [
    ([[0.0, 0.5]], ["0", "0.5"]),
    ([[-0.2, 0.1]], ["−0.2", "0", "0.2"]),
    ([[-0.1, 0.2]], ["−0.2", "0", "0.2"]),
])  # fmt: skip
def test_the_bar_names_the_ends_of_the_scale(axes, heat, ticks):
    plot.overlay(IMAGE, np.array(heat), axes, label="evidence")
    axes.figure.draw_without_rendering()
    bar = axes.figure.axes[1]
    assert [tick.get_text() for tick in bar.get_xticklabels()] == ticks and bar.get_xlabel() == "evidence"


def test_images_come_in_colour_and_without_contrast_and_maps_of_nothing(axes):
    plot.overlay(np.random.default_rng(0).random((3, 6, 8)), np.zeros((6, 8)), axes)
    assert np.ptp(drawn(axes), axis=-1).max() == 0
    axes.clear()
    plot.overlay(np.full((6, 8), 5.0), np.zeros((3, 4)), axes)
    assert (drawn(axes) == 0).all()


@pytest.mark.parametrize(("image", "heat", "options", "message"), [
    (IMAGE[None], np.ones((6, 8)), {}, r"got an image of shape \(1, 1, 6, 8\).*take one of a batch, x\[i\]"),
    (np.zeros((2, 6, 8)), np.ones((6, 8)), {}, r"got an image of shape \(2, 6, 8\)"),
    (np.zeros((1, 0, 8)), np.ones((6, 8)), {}, r"got an image of shape \(1, 0, 8\)"),
    (np.full((6, 8), np.inf), np.ones((6, 8)), {}, "plot.overlay got inf in an image: its numbers must be finite"),
    (IMAGE, np.ones((1, 6, 8)), {}, r"got heat of shape \(1, 6, 8\).*heat\[i\]"),
    (IMAGE, np.ones((8, 8)), {}, r"got heat of shape \(8, 8\) for an image \(6, 8\): it must not be larger; is it another image's"),
    (IMAGE, np.full((6, 8), np.nan), {}, "plot.overlay got nan in heat: its numbers must be finite"),
    (IMAGE, np.ones((6, 8)), {"limit": -1}, "limit must be a number above 0"),
])  # fmt: skip
def test_what_cannot_be_drawn_is_refused(axes, image, heat, options, message):
    with pytest.raises(ValueError, match=message):
        plot.overlay(image, heat, axes, **options)
