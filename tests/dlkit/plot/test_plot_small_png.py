"""PNG images of few colours, made small."""

import base64
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from dlkit.plot.small_png import PREFIX, small_png


def uri(pixels):
    buffer = BytesIO()
    Image.fromarray(pixels, "RGBA").save(buffer, format="PNG")
    return PREFIX + base64.b64encode(buffer.getvalue()).decode()


def pixels_of(text):
    return np.array(Image.open(BytesIO(base64.b64decode(text[len(PREFIX) :]))).convert("RGBA"))


@pytest.mark.parametrize("colours", [1, 2, 256])
def test_an_image_of_few_colours_stays_the_same_to_a_pixel_and_shrinks(colours):
    rng = np.random.default_rng(0)
    table = rng.integers(1, 256, (colours, 4)).astype(np.uint8)
    pixels = table[rng.integers(0, colours, (90, 80))]
    small = small_png(uri(pixels))
    np.testing.assert_array_equal(pixels_of(small), pixels)
    assert len(small) < 0.6 * len(uri(pixels)) or colours == 1


def test_a_photograph_keeps_its_nearest_colours():
    x, y = np.meshgrid(np.linspace(0, 255, 64), np.linspace(0, 255, 64))
    pixels = np.stack([x, y, (x + y) / 2, np.full_like(x, 255)], axis=-1).astype(np.uint8)
    small = pixels_of(small_png(uri(pixels)))
    assert np.abs(small.astype(int) - pixels).mean() < 12


def test_what_is_no_png_or_would_grow_comes_back_as_it_is():
    assert small_png("#glyph") == "#glyph"
    tiny = uri(np.array([[[1, 2, 3, 255]]], dtype=np.uint8))
    assert len(small_png(tiny)) <= len(tiny)
