"""Every colour can be seen on its background, and told from the others, whoever looks."""

import itertools

import numpy as np
import pytest
from matplotlib.colors import to_rgb

from dlkit.plot import palette

# What is left of linear RGB in full colour blindness: Machado, Oliveira and Fernandes (2009).
VISION = {
    "normal": np.eye(3),
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}
TO_LMS = [
    [0.41222147, 0.53633254, 0.05144599],
    [0.2119035, 0.68069955, 0.10739696],
    [0.08830246, 0.28171884, 0.62997870],
]
TO_LAB = [
    [0.21045426, 0.79361779, -0.00407205],
    [1.9779985, -2.42859221, 0.45059371],
    [0.02590404, 0.78277177, -0.80867577],
]

BACKGROUNDS = {"light": ("#ffffff", 3.0), "dark": ("#14181e", 4.5)}
CASES = [(theme, name) for theme in palette.THEMES for name in (*palette.CYCLE, "grey", "ink")]


def linear(colour):
    """Linear RGB (3,) of an sRGB colour."""
    value = np.array(to_rgb(colour))
    return np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)


def contrast(one, other):
    """The contrast ratio of WCAG 2.2, from 1 to 21."""
    lights = sorted(linear(colour) @ [0.2126, 0.7152, 0.0722] + 0.05 for colour in (one, other))
    return lights[1] / lights[0]


def seen_difference(one, other, vision):
    """The distance in OKLab (Ottosson 2020) between two colours, as seen with a kind of vision; black to white is 1."""
    rgb = np.clip(np.stack([linear(one), linear(other)]) @ np.transpose(VISION[vision]), 0, 1)
    lab = np.cbrt(rgb @ np.transpose(TO_LMS)) @ np.transpose(TO_LAB)
    return np.linalg.norm(lab[0] - lab[1])


def test_the_measures_know_their_ends():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert seen_difference("#000000", "#ffffff", "normal") == pytest.approx(1, abs=1e-3)
    # Full red and a dark olive, the classic confusion of red-green blindness, come close; in blue-yellow they do not.
    assert (
        seen_difference("#c83200", "#6e6400", "deuteranopia")
        < 0.1
        < seen_difference("#c83200", "#6e6400", "tritanopia")
    )


@pytest.mark.parametrize(("theme", "name"), CASES)
def test_a_colour_stands_out_from_its_background(theme, name):
    background, least = BACKGROUNDS[theme]
    assert contrast(palette.THEMES[theme][name], background) >= least
    assert theme == "light" or contrast(palette.THEMES[theme][name], "#121212") >= least


@pytest.mark.parametrize("vision", VISION)
@pytest.mark.parametrize("theme", palette.THEMES)
def test_any_two_colours_can_be_told_apart(theme, vision):
    colours = palette.THEMES[theme]
    for one, other in itertools.combinations(palette.CYCLE, 2):
        least = 0.10 if {one, other} <= set(palette.CYCLE[:4]) else 0.07
        assert seen_difference(colours[one], colours[other], vision) >= least, (one, other)


def test_the_themes_name_the_same_colours():
    assert palette.LIGHT.keys() == palette.DARK.keys()
    assert set(palette.CYCLE) | {"grey", "ink", "surface"} == set(palette.LIGHT)


def test_no_two_colours_are_drawn_alike_so_that_each_can_be_found_again():
    drawn = [palette.LIGHT[name] for name in (*palette.CYCLE, "grey", "ink")] + [palette.SURFACE, "#ffffff", "#000000"]
    assert len(set(drawn)) == len(drawn)


def test_the_dark_theme_exchanges_every_colour_and_black_for_ink():
    mapping = palette.recolouring("dark")
    assert mapping[palette.ORANGE] == palette.DARK["orange"]
    assert mapping[palette.INK] == mapping["#000000"] == palette.DARK["ink"]
    assert mapping[palette.SURFACE] == palette.DARK["surface"]


def test_an_unknown_theme_is_named_in_the_error():
    with pytest.raises(ValueError, match="got theme 'sepia': there are 'light' and 'dark'"):
        palette.recolouring("sepia")
