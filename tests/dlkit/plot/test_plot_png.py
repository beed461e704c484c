"""The PNG beside the SVG, and its colours in either theme."""

from io import BytesIO

import numpy as np
import pytest
from matplotlib import image
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from dlkit import plot
from dlkit.plot import palette
from dlkit.plot.panels import panels, whole
from dlkit.plot.png import png


@pytest.fixture
def figure():
    """A line, points, a bar, black and white, and an image of the palette's blue."""
    made = Figure(figsize=(3, 3), facecolor="none")
    ax = made.add_axes((0, 0, 1, 1))
    ax.set(xlim=(0, 6), ylim=(0, 1), facecolor="none")
    ax.set_axis_off()
    ax.axvline(0.5, linewidth=30, color=plot.ORANGE)
    ax.scatter([1.5], [0.5], s=900, color=plot.GREEN)
    ax.bar([2.5], [1], color=plot.GREY)
    ax.plot([3.5], [0.5], "o", markersize=30, color="black")
    ax.axvline(4.5, linewidth=30, color="white")
    ax.imshow(
        np.full((1, 1, 3), [int(plot.BLUE[i : i + 2], 16) / 255 for i in (1, 3, 5)]),
        extent=(5.1, 5.9, 0, 1),
        aspect="auto",
    )
    return made


def colours(figure, theme):
    """The colours in the middle of the six columns, and of the background between two of them."""
    pixels = image.imread(BytesIO(png(figure, whole(panels(figure)), theme, dpi=60)))
    row = pixels[len(pixels) // 2]
    return [to_hex(row[round(len(row) * (column + 0.5) / 6)]) for column in range(6)] + [
        to_hex(pixels[4, len(row) // 3 - 14])
    ]


def test_the_light_theme_is_drawn_as_it_is(figure):
    seen = colours(figure, "light")
    assert seen == [plot.ORANGE, plot.GREEN, plot.GREY, palette.INK, "#ffffff", plot.BLUE, "#ffffff"]


def test_the_dark_theme_exchanges_palette_and_ink_but_no_image(figure):
    dark = palette.DARK
    seen = colours(figure, "dark")
    assert seen == [dark["orange"], dark["green"], dark["grey"], dark["ink"], "#ffffff", plot.BLUE, dark["surface"]]


def test_opacity_is_kept(figure):
    figure.axes[0].clear()
    figure.axes[0].set_axis_off()
    figure.axes[0].axvspan(0, 1, facecolor=plot.ORANGE + "80")
    pixels = image.imread(BytesIO(png(figure, whole(panels(figure)), "dark", dpi=20)))
    middle = np.array(pixels[len(pixels) // 2, len(pixels) // 2, :3])
    orange, surface = (
        np.array([int(c[i : i + 2], 16) / 255 for i in (1, 3, 5)])
        for c in (palette.DARK["orange"], palette.DARK["surface"])
    )
    np.testing.assert_allclose(middle, (orange + surface) / 2, atol=0.01)


def test_the_figure_itself_is_not_touched(figure):
    canvas = figure.canvas
    before = png(figure, whole(panels(figure)))
    png(figure, whole(panels(figure)), "dark")
    assert figure.canvas is canvas
    assert png(figure, whole(panels(figure))) == before


def test_only_the_panel_is_drawn(figure):
    panel = whole(panels(figure))
    pixels = image.imread(BytesIO(png(figure, panel, dpi=144)))
    assert pixels.shape[:2] == pytest.approx((2 * panel.height, 2 * panel.width), abs=1)
