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
    "[x](javascript&#58;alert(1))", "[x](&#106;avascript:alert(1))", "[x](javascript&#x0003a;alert(1))", "[x](javascript&#58alert(1))", "[x](javascript&colon;alert(1))",
    "[x](javascript&amp;#58;alert(1))", "[x](javascript&#38;#38;colon;alert(1))", "[x](javascript\\:alert(1))", "[x](javascript&bsol;&colon;alert(1))",
    "[x][r]\n\n[r]: &#x6a;avascript:alert(1)", "[x](data&colon;text/html;base64,PHNjcmlwdD4=)",
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
        found += [f"{tag.name} {name}" for name, value in tag.attrs.items() if name.startswith("on") or runs(str(value))]
    return found


def runs(address):
    """Whether following an address runs something; a browser takes blanks and control characters out first."""
    address = re.sub(r"[\x00-\x20]", "", address).lower()
    return address.startswith(("javascript:", "vbscript:")) or (address.startswith("data:") and "html" in address)


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_does_nothing(attack):
    assert faults(shown(harmless(attack))) == []


@pytest.mark.parametrize("between", ["\t", "\n", " \r\n "])
def test_a_scheme_that_is_broken_up_is_none_either(between):
    assert "script" not in harmless(f"[x](<java{between}script:alert(1)>)") and "script" not in harmless(f"[x](<javascript{between}:alert(1)>)")


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


PIECES = ["[x](", "[x](<", "java", "data:", "text/html", "vb", "script", "JAVASCRIPT", ":", "&#58;", "&colon;", "&amp;", "&#38;", "#58;", "colon;", "&#106;", "ava", "\\", "&Tab;", "&NewLine;", "alert(1)", ")", "<", ">", " ", "\n", "[r]: "]


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_whatever_is_written_no_link_runs_a_script(text):
    assert faults(shown(harmless(text))) == []


def test_a_picture_that_is_not_attached_does_not_keep_the_page_from_being_shown():
    cell = nbformat.v4.new_markdown_cell(harmless("![a](attachment:a.png) ![b](attachment:b.png)", {"a.png"}), attachments={"a.png": {"image/png": "aGk="}})
    page, _ = HTMLExporter(template_name="basic").from_notebook_node(nbformat.v4.new_notebook(cells=[cell]))
    assert [image["src"] for image in BeautifulSoup(page, "html.parser").find_all("img")] == ["data:image/png;base64,aGk=", "missing-attachment:b.png"]
