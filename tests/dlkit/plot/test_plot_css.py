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
