"""Weights and feature maps as images."""

import numpy as np
import pytest

from dlkit import plot
from dlkit.plot.signed import SIGNED

RNG = np.random.default_rng(0)
WEIGHT = RNG.normal(size=(6, 1, 5, 4))
MAPS = np.abs(RNG.normal(size=(4, 6, 8)))


def texts(ax):
    """What the colour bar says: its ticks and its name."""
    (bar,) = [other for other in ax.figure.axes if other is not ax]
    return [tick.get_text() for tick in bar.get_xticklabels()], bar.get_xlabel()


def test_weights_have_one_scale_to_either_side_of_zero_and_a_bar_that_says_so(axes):
    assert plot.filters(WEIGHT, ax=axes) is axes
    high = np.abs(WEIGHT).max()
    assert {image.get_clim() for image in axes.get_images()} == {(-high, high)}
    np.testing.assert_array_equal(axes.get_images()[3].get_array(), WEIGHT[3, 0])
    axes.figure.draw_without_rendering()
    assert texts(axes) == ([f"−{high:.2g}", "0", f"{high:.2g}"], "weight")


def test_zero_is_neutral_and_the_signs_are_told_by_hue_and_are_equally_deep():
    red, green, blue, _ = SIGNED(0.5)
    assert max(red, green, blue) - min(red, green, blue) < 0.01
    below, above = np.array(SIGNED(0.1)), np.array(SIGNED(0.9))
    assert below[2] > below[0] and above[0] > above[2]
    grey = [0.2126, 0.7152, 0.0722]
    for step in (0.1, 0.25, 0.4):
        assert abs((np.array(SIGNED(step)[:3]) - SIGNED(1 - step)[:3]) @ grey) < 0.25
        assert SIGNED(step)[:3] @ np.array(grey) < SIGNED(0.5)[:3] @ np.array(grey)


def test_a_limit_makes_two_layers_comparable_and_grey_takes_the_range_of_the_weights(axes):
    plot.filters(WEIGHT, axes, limit=7)
    assert {image.get_clim() for image in axes.get_images()} == {(-7, 7)}
    axes.clear()
    plot.filters(WEIGHT[:, 0], axes, signed=False)
    assert {image.get_clim() for image in axes.get_images()} == {(WEIGHT.min(), WEIGHT.max())}


def test_kernels_on_several_channels_stand_in_rows_one_for_each_output(axes):
    weight = RNG.normal(size=(2, 3, 5, 5))
    plot.filters(weight, axes)
    lefts, _, _, tops = np.array([image.get_extent() for image in axes.get_images()]).T
    assert len(set(lefts)) == 3 and len(set(tops)) == 2
    np.testing.assert_array_equal(axes.get_images()[4].get_array(), weight[1, 1])


def test_weights_of_zero_are_a_picture_too(axes):
    plot.filters(np.zeros((2, 3, 3)), axes)
    assert axes.get_images()[0].get_clim() == (-1, 1)


def test_the_bar_stays_with_its_images_where_the_figure_is_cut(html_of):
    html = html_of(lambda pair: [plot.filters(WEIGHT, ax) for ax in pair], cols=2)
    assert html.count("<svg") == 2


def test_maps_start_at_black_and_have_their_channels_as_titles(axes):
    assert plot.feature_maps(MAPS, ax=axes) is axes
    assert {image.get_clim() for image in axes.get_images()} == {(0, MAPS.max())}
    assert [text.get_text() for text in axes.texts] == list("0123")
    axes.figure.draw_without_rendering()
    assert texts(axes) == (["0", f"{MAPS.max():.2g}"], "activation")


def test_maps_with_a_sign_have_a_scale_with_one(axes):
    maps = MAPS - 3
    plot.feature_maps(maps, axes, bar=False, titles=["a"] * 4)
    assert {image.get_clim() for image in axes.get_images()} == {(-np.abs(maps).max(), np.abs(maps).max())}
    assert axes.get_images()[0].get_cmap() is SIGNED


def test_each_map_can_have_its_own_scale_and_a_dead_one_stays_black(axes):
    maps = MAPS * np.array([1, 10, 0, 3])[:, None, None]
    plot.feature_maps(maps, axes, each=True)
    assert [image.get_array().max() for image in axes.get_images()] == pytest.approx([1, 1, 0, 1])
    axes.figure.draw_without_rendering()
    assert texts(axes)[0] == ["0", "1"]


@pytest.mark.parametrize(("draw", "message"), [
    (lambda ax: plot.filters(np.zeros((4, 64)), ax), r"plot.filters got weights of shape \(4, 64\).*reshape the weight of a Linear"),
    (lambda ax: plot.filters(np.zeros((0, 1, 3, 3)), ax), r"got weights of shape \(0, 1, 3, 3\)"),
    (lambda ax: plot.filters(np.full((1, 2, 2), np.nan), ax), "plot.filters got nan in weights: its numbers must be finite"),
    (lambda ax: plot.filters(WEIGHT, ax, limit=0), "limit must be a number above 0, got 0"),
    (lambda ax: plot.feature_maps(MAPS[None], ax), r"got maps of shape \(1, 4, 6, 8\).*take one image's, maps\[i\]"),
    (lambda ax: plot.feature_maps(MAPS[0], ax), "is the channel axis missing"),
    (lambda ax: plot.feature_maps(np.zeros((0, 3, 3)), ax), "there is nothing to draw"),
    (lambda ax: plot.feature_maps(np.full((1, 2, 2), np.inf), ax), "plot.feature_maps got inf in maps: its numbers must be finite"),
])  # fmt: skip
def test_what_cannot_be_drawn_is_refused(axes, draw, message):
    with pytest.raises(ValueError, match=message):
        draw(axes)
