"""The style sheet of a page, and the line of it that a figure carries along."""

import re

import pytest

from dlkit import plot
from dlkit.plot import palette
from dlkit.plot.css import notebook_css


def block(selector):
    """{property: value} of the rule of a selector."""
    (body,) = re.findall(rf"^{re.escape(selector)} \{{\n(.*?)\n\}}", plot.css(), re.MULTILINE | re.DOTALL)
    return dict(re.findall(r"^  (\S+): (.+);$", body, re.MULTILINE))


@pytest.mark.parametrize(("selector", "theme"), [(":root", "light"), ('html[data-theme="dark"]', "dark")])
def test_each_theme_sets_every_variable(selector, theme):
    assert block(selector) == {f"--dl-{name}": colour for name, colour in palette.THEMES[theme].items()}


def test_every_variable_a_figure_uses_is_set():
    used = set(re.findall(r"var\((--dl-\w+)", " ".join(palette.css_values().values())))
    assert len(used) == len(palette.CYCLE) + 2
    assert used <= set(block(":root"))


def contrast(one, other):
    """The contrast of two colours #rrggbb by WCAG 2, from 1 to 21."""
    def luminance(colour):
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear))

    dark, light = sorted(map(luminance, (one, other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("colours", palette.THEMES.values(), ids=palette.THEMES)
def test_a_caption_can_be_read(colours):
    (rule,) = re.findall(r"\.dl-figure figcaption \{([^}]*)\}", plot.css())
    (name,) = re.findall(r"\bcolor: var\(--dl-(\w+)\)", rule)
    assert contrast(colours[name], colours["surface"]) >= 4.5 and "opacity" not in rule


def test_dark_colours_are_for_the_screen_only():
    assert re.search(r'@media screen \{[^{}]*html\[data-theme="dark"\] \{', plot.css())


def test_a_figure_has_no_card_of_the_themes_under_it():
    (rule,) = re.findall(r"text_html:has\(\.dl-figure\)[^{]*\{([^}]*)\}", plot.css())
    assert "background: none" in rule and "color: inherit" in rule


def test_braces_are_balanced():
    for text in (plot.css(), notebook_css()):
        assert text.count("{") == text.count("}") > 0


def test_a_figure_brings_the_dark_colours_for_notebooks(html_of):
    html = html_of(lambda ax: ax.plot([1, 2]))
    assert notebook_css() in html
    for name in palette.CYCLE:
        assert f"--dl-{name}:{palette.DARK[name]};" in notebook_css()
