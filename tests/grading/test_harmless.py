"""What a student's Markdown may hold when a grader's browser shows it."""

import re

import nbformat
import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st
from nbconvert.exporters import HTMLExporter

from dlkit.grading.intake.harmless import LAYOUT, harmless

ATTACKS = [
    "<script>alert(1)</script>", "<SCRIPT SRC=//x></SCRIPT>", '<img src=x onerror="alert(1)">', "<svg/onload=alert(1)>", "<a href='javascript:alert(1)'>x</a>",
    "[x](javascript:alert(1))", "[x](JaVaScRiPt:alert(1))", "[x]: javascript:alert(1)", "<b onclick=alert(1)>x</b>", "<iframe src=x>", "<!-- --><style>*{}</style>",
    "<details ontoggle=alert(1) open>", "<p\nonclick=alert(1)>", "<math><mtext></form><form><mglyph><style><img src=x onerror=alert(1)>", "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "`<script>`<script>alert(1)</script>", "```\n```<script>alert(1)</script>", "$<script>alert(1)</script>$", "[x](data:text/html;base64,PHNjcmlwdD4=)", "<?php ?>", "</div><object data=x>",
]


def shown(markdown):
    """The cell as nbconvert, and so formgrader, shows it."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(markdown)])
    page, _ = HTMLExporter(template_name="basic").from_notebook_node(notebook)
    return BeautifulSoup(page, "html.parser")


def faults(soup):
    """Elements and attributes in a page that can run something."""
    found = [tag.name for tag in soup.find_all(["script", "iframe", "object", "embed", "svg", "style", "form", "link", "meta", "base", "math"])]
    for tag in soup.find_all(True):
        found += [f"{tag.name} {name}" for name, value in tag.attrs.items() if name.startswith("on") or "script:" in str(value).lower() or "text/html" in str(value).lower()]
    return found


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_does_nothing(attack):
    assert faults(shown(harmless(attack))) == []


def test_the_attacks_are_attacks():
    assert sum(bool(faults(shown(attack))) for attack in ATTACKS) >= len(ATTACKS) // 2


@given(st.text(alphabet="<>/ scriptonblka=\"'`!-\n$[]():x", max_size=60))
def test_whatever_is_written_no_tag_but_plain_layout_is_left(text):
    for tag in re.finditer(r"<([/!?]?)([A-Za-z][^>\s/]*)?([^>]*)>?", harmless(text)):
        if tag[2] is not None or tag[1] in ("!", "?"):
            assert tag[2] and tag[2].lower() in LAYOUT and not tag[3].strip(" \t\n/"), tag[0]


@pytest.mark.parametrize("text", ["**bold** and $a < b$, $x<3$", "5 < 7 > 2", "H<sub>2</sub>O<br>", "a -> b <- c", "see https://example.org"])
def test_ordinary_text_stays_as_it_is(text):
    assert harmless(text) == text


def test_a_formula_with_a_letter_after_the_sign_is_the_same_formula():
    assert "$a< b$" in shown(harmless("$a<b$")).get_text()
