"""The look of every figure."""

import matplotlib
import pytest
from matplotlib import font_manager

from dlkit.plot.style import SETTINGS, styled


@pytest.mark.parametrize("weight", ["normal", "bold"])
def test_the_font_comes_with_the_package(weight):
    with styled():
        found = font_manager.findfont(font_manager.FontProperties(weight=weight), fallback_to_default=False)
    assert "dlkit" in found and found.endswith(".ttf")


@pytest.mark.parametrize("sign", "AzÄéß09−–…°±×·αβγθλμσφψΣΔ→≤≥≈∂∞√∈ŷ")
def test_the_font_has_the_signs_of_the_course_or_its_successor_does(sign):
    with styled():
        names = matplotlib.rcParams["font.family"]
        files = [font_manager.findfont(name, fallback_to_default=False) for name in names]
    assert any(ord(sign) in font_manager.get_font(file).get_charmap() for file in files)


def test_the_style_holds_within_the_block_alone():
    assert matplotlib.rcParams["axes.spines.top"]
    with styled():
        assert not matplotlib.rcParams["axes.spines.top"]
        assert matplotlib.rcParams["svg.hashsalt"] == SETTINGS["svg.hashsalt"]
    assert matplotlib.rcParams["axes.spines.top"]
