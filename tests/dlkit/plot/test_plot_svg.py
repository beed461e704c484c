"""The drawing in a page: it takes the page's colours, keeps to itself, and is the same each time."""

import os
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

from dlkit import plot
from dlkit.plot import palette
from dlkit.plot.heavy import MOST_MARKS


def everything(ax):
    """One of each thing that has a colour or an id: lines, markers, patches, text, formulas, images, clips, hatches."""
    x = np.linspace(0, 1, 20)
    ax.plot(x, x**2, "o-", label="line")
    ax.scatter(x, 1 - x, c=plot.ORANGE, edgecolors=plot.SURFACE, label="points")
    ax.fill_between(x, x, x**2, alpha=0.2, hatch="//", edgecolor=plot.GREY)
    ax.bar([0.2], [0.5], width=0.1, color=plot.GREEN)
    ax.axhline(0.5, color="black")
    ax.text(0.5, 0.5, r"black $\frac{a}{b}$", color="k", bbox={"facecolor": plot.SURFACE})
    ax.imshow(np.outer(x, x), extent=(0, 0.3, 0, 0.3), aspect="auto")
    ax.set_title("title")
    ax.legend()


@pytest.fixture
def parsed(html_of):
    """The figure with everything as an element tree: inline SVG in HTML must be well-formed too."""
    return ElementTree.fromstring(html_of(everything))


def identities(html):
    return re.findall(r'\bid="([^"]+)"', html)


def test_the_same_figure_gives_the_same_bytes(shown):
    for _ in range(2):
        with plot.figure(alt="Everything.") as ax:
            everything(ax)
    assert shown[0] == shown[1]


def test_the_bytes_do_not_depend_on_the_process():
    code = (
        "import importlib, hashlib; from dlkit import plot\n"
        "module = importlib.import_module('dlkit.plot.figure'); shown = []; module.show = shown.append\n"
        "with plot.figure(alt='A line.') as ax: ax.plot([1, 3, 2], 'o-', label='$x_1$'); ax.legend()\n"
        "print(hashlib.sha256(repr(shown).encode()).hexdigest())"
    )
    runs = [
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed, "SOURCE_DATE_EPOCH": seed},
            capture_output=True,
            text=True,
            check=True,
            cwd=Path(plot.__file__).parents[2],
        ).stdout
        for seed in ("1", "20")
    ]
    assert len(runs[0]) == 65 and runs[0] == runs[1]


def test_two_figures_of_a_page_share_no_id_and_no_class(html_of):
    one, other = html_of(lambda ax: ax.plot([1, 2])), html_of(lambda ax: ax.plot([2, 1]))
    for found in (identities, lambda html: re.findall(r'class="(dl[0-9a-f]+-c\d+)"', html)):
        assert found(one) and found(other)
        assert not set(found(one)) & set(found(other))


def test_the_same_drawing_with_another_text_is_another_figure(html_of):
    def draw(ax):
        ax.plot([1, 2])

    assert not set(identities(html_of(draw, alt="A line."))) & set(identities(html_of(draw, alt="A rising line.")))


def test_ids_are_unique_within_a_figure_and_every_reference_finds_its_own(html_of):
    html = html_of(lambda axes: [everything(ax) for ax in axes], cols=2)
    defined = identities(html)
    assert len(defined) == len(set(defined))
    referred = set(re.findall(r'href="#([^"]+)"', html)) | set(re.findall(r"url\(#([^)]+)\)", html))
    assert len(referred) > 10
    assert referred <= set(defined)


def test_every_class_is_defined_once(html_of):
    html = html_of(everything)
    used = set(re.findall(r'class="(dl[0-9a-f]+-c\d+)"', html))
    defined = re.findall(r"\.(dl[0-9a-f]+-c\d+)\{", html)
    assert used and sorted(used) == sorted(defined)


def test_ink_surface_and_palette_are_left_to_the_page(html_of):
    html = html_of(everything)
    assert palette.INK not in html and palette.SURFACE not in html and "#000000" not in html
    assert "fill:currentColor" in html and "stroke:currentColor" in html
    assert "var(--dl-surface, var(--jp-layout-color0, #fff))" in html
    for name in ("blue", "orange", "green", "grey"):
        assert f"var(--dl-{name}, {palette.LIGHT[name]})" in html
        assert html.count(palette.LIGHT[name]) == html.count(f"var(--dl-{name}, {palette.LIGHT[name]})")


def test_what_has_no_colour_of_its_own_takes_the_ink(parsed):
    assert parsed.find(".//{*}svg/{*}g").get("fill") == "currentColor"


def test_white_stays_white(html_of):
    assert "#ffffff" in html_of(lambda ax: ax.plot([1, 2], color="white"))


def test_nothing_is_left_that_only_a_file_needs(html_of):
    html = html_of(everything)
    for unwanted in ("<?xml", "<!DOCTYPE", "<!--", "metadata", "matplotlib", "rdf:", "xlink:", "*{", 'pt"'):
        assert unwanted not in html, unwanted


def test_no_element_is_empty_and_there_is_one_style_sheet(parsed):
    assert len(parsed.findall(".//{*}style")) == 1
    assert not [element for tag in ("g", "defs") for element in parsed.iter("{*}" + tag) if len(element) == 0]


def test_text_is_drawn_not_set(parsed):
    assert parsed.find(".//{*}use") is not None and parsed.find(".//{*}text") is None


def test_the_background_is_the_pages(html_of):
    # The rectangle of the whole figure, 360 by 216 points, has no colour.
    html = html_of(lambda ax: ax.plot([1, 2]), width=5, height=3)
    (name,) = re.findall(r'd="M 0 216 L 360 216 L 360 0 L 0 0 L 0 216 z" class="([^"]+)"', html)
    assert f".{name}{{fill:none}}" in html


def test_pixels_stay_pixels_unless_an_image_asks_to_be_smooth(html_of):
    image = np.eye(3)
    assert "image-rendering" in html_of(lambda ax: ax.imshow(image))
    assert "image-rendering" not in html_of(lambda ax: ax.imshow(image, gid="smooth"))


@pytest.mark.parametrize("n", [200, MOST_MARKS, 20 * MOST_MARKS])
def test_an_inline_figure_stays_light(html_of, n):
    x = np.random.default_rng(0).normal(size=(n, 2))
    assert len(html_of(lambda ax: ax.scatter(*x.T, c=x[:, 0]))) < 150_000
