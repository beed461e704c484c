import pytest
from bs4 import BeautifulSoup

from tests.book.tiny import build

BOX = """\
# Page

:::{notation} The logits $z$
In PyTorch
: `input`, of shape $(n, K)$

In the lectures
: scores

  or activations
:::
"""


def test_the_box_pairs_places_with_names(tmp_path):
    html, said = build(tmp_path, {"index.md": BOX}, ["notation"])
    box = BeautifulSoup(html, "html.parser").select_one(".dl-notation")
    assert said == "" and box["role"] == "note"
    assert [place.get_text().strip() for place in box.select("dt")] == ["In PyTorch", "In the lectures"]
    first, second = box.select("dd")
    assert first.code.get_text() == "input" and first.select_one("span.math") and "or activations" in second.get_text()


def test_the_title_says_what_it_is_about(tmp_path):
    html, _ = build(tmp_path, {"index.md": BOX}, ["notation"])
    title = BeautifulSoup(html, "html.parser").select_one(".dl-notation-title")
    assert title.select_one("span.math") and title.get_text().startswith("The logits") and title.get_text().endswith(", elsewhere")


def test_without_html_the_box_is_plain_text(tmp_path):
    text, said = build(tmp_path, {"index.md": BOX}, ["notation"], builder="text")
    assert said == "" and text.index("In PyTorch") < text.index("scores")


@pytest.mark.parametrize("body", ["", "Text.", "- a list", "In PyTorch\n: name\n\nText."])
def test_a_box_without_its_list_fails_the_build_and_names_page_and_line(tmp_path, body):
    _, said = build(tmp_path, {"index.md": f"# Page\n\n:::{{notation}} Logits\n{body}\n:::\n"}, ["notation"])
    assert "index.md:3: ERROR: line 3: notation: the box takes one definition list" in said
