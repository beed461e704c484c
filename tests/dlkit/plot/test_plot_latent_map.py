"""Codes in the plane, and what a decoder makes of it."""

import numpy as np
import pytest
from matplotlib.colors import to_hex

from dlkit import plot
from dlkit.plot.latent_map import MOST_CLASSES, densest

RNG = np.random.default_rng(0)


def circle(classes, n=20, spread=0.05):
    """n codes around a place of their own for each class."""
    angle = 2 * np.pi * np.arange(classes) / classes
    centres = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    y = np.repeat(np.arange(classes), n)
    return centres[y] + RNG.normal(0, spread, (len(y), 2)), y, centres


def test_each_class_is_named_where_its_points_are(axes):
    codes, y, centres = circle(10)
    assert plot.latent_map(codes, y, ax=axes) is axes
    assert [text.get_text() for text in axes.texts] == list("0123456789")
    for text, centre in zip(axes.texts, centres):
        assert np.linalg.norm(np.array(text.get_position()) - centre) < 0.2
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("$z_1$", "$z_2$")


def test_no_two_classes_look_alike(axes):
    codes, y, _ = circle(MOST_CLASSES)
    plot.latent_map(codes, y, axes)
    looks = set()
    for group in axes.collections:
        colour = group.get_facecolor() if len(group.get_facecolor()) else group.get_edgecolor()
        looks.add((to_hex(colour[0]), len(group.get_facecolor()) > 0, group.get_paths()[0].vertices.tobytes()))
    assert len(looks) == MOST_CLASSES


def test_names_at_one_place_are_moved_apart(axes):
    codes = RNG.normal(size=(120, 2))
    plot.latent_map(codes, np.arange(120) % 6, axes)
    axes.figure.draw_without_rendering()
    boxes = [text.get_window_extent() for text in axes.texts]
    assert not any(one.overlaps(other) for i, one in enumerate(boxes) for other in boxes[:i])


def test_a_name_stands_in_the_crowd_and_not_at_the_mean_of_two():
    points = np.concatenate([RNG.normal(0, 0.1, (60, 2)), RNG.normal(5, 0.1, (40, 2))])
    assert np.linalg.norm(densest(points)) < 0.5
    assert densest(np.ones((1, 2))).tolist() == [1, 1]


def test_labels_name_the_classes_in_the_order_of_their_values(axes):
    plot.latent_map(np.array([[0.0, 0], [5, 5]]), np.array([1, -1]), axes, labels=["hadron", "gamma"])
    assert [text.get_text() for text in axes.texts] == ["hadron", "gamma"]
    assert axes.texts[0].get_position() == pytest.approx((5, 5))


@pytest.mark.parametrize(("codes", "y", "options", "message"), [
    (np.zeros((4, 3)), np.zeros(4), {}, r"plot.latent_map got codes of shape \(4, 3\): it must be points in the plane"),
    (np.zeros((4, 2)), np.zeros(3), {}, "one class per point"),
    (np.zeros((0, 2)), np.zeros(0), {}, "got no codes: one at least is wanted"),
    (np.full((4, 2), np.nan), np.zeros(4), {}, "plot.latent_map got nan in codes: its numbers must be finite"),
    (np.zeros((15, 2)), np.arange(15), {}, "got 15 classes: 14 at most"),
    (np.zeros((2, 2)), np.arange(2), {"labels": ["a"]}, "got 1 labels for 2 classes"),
])  # fmt: skip
def test_codes_that_cannot_be_drawn_are_refused(axes, codes, y, options, message):
    with pytest.raises(ValueError, match=message):
        plot.latent_map(codes, y, axes, **options)


def test_each_image_stands_at_its_code_and_up_is_up(axes):
    seen = []

    def decode(codes):
        seen.append(codes)
        # an image of one number is its code, alternately the first and the second
        return np.broadcast_to(codes[:, :, None], (len(codes), 2, 3))

    assert plot.decoded_grid(decode, ax=axes, xlim=(0, 6), ylim=(-1, 1), count=3) is axes
    (codes,) = seen
    assert codes.shape == (9, 2) and codes.dtype == np.float32
    (mosaic,) = axes.get_images()
    picture, extent = np.asarray(mosaic.get_array()), mosaic.get_extent()
    assert picture.shape == (6, 9) and extent == [0, 6, -1, 1] and mosaic.origin == "upper"
    np.testing.assert_allclose(picture[0], np.repeat([1, 3, 5], 3))
    np.testing.assert_allclose(picture[1::2, 0], [2 / 3, 0, -2 / 3], atol=1e-7)


def test_colour_and_a_channel_are_taken(axes):
    plot.decoded_grid(lambda codes: np.full((len(codes), 3, 4, 4), 0.5), axes, count=2)
    plot.decoded_grid(lambda codes: np.zeros((len(codes), 1, 4, 4)), axes, count=2)
    assert [np.shape(image.get_array()) for image in axes.get_images()] == [(8, 8, 3), (8, 8)]


@pytest.mark.parametrize(("decode", "options", "message"), [
    (lambda codes: np.zeros((3, 4, 4)), {}, r"decode got codes \(144, 2\) and returned 3 images"),
    (lambda codes: np.zeros((144, 16)), {}, r"plot.decoded_grid got decode\(codes\) of shape \(144, 16\)"),
    (np.zeros, {"xlim": (2, 2)}, r"got xlim = \(2, 2\): it must be \(low, high\)"),
    (np.zeros, {"count": 0}, "count must be an integer of at least 1, got 0"),
])  # fmt: skip
def test_a_grid_that_cannot_be_drawn_is_refused(axes, decode, options, message):
    with pytest.raises(ValueError, match=message):
        plot.decoded_grid(decode, axes, **options)
