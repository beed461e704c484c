"""The look and the furniture of the built book."""

import re
from pathlib import Path

import pytest

from dlkit import plot
from tests.book import pages

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOK_PAGES = sorted(path.relative_to(ROOT).with_suffix(".html") for path in ROOT.glob("chapters/*/[!.]*.ipynb"))
by_page = pytest.mark.parametrize("name", NOTEBOOK_PAGES, ids=str)
STYLE = (ROOT / "_static" / "custom.css").read_text(encoding="utf-8")


def test_the_style_sheet_has_the_colours_of_the_figures():
    assert plot.css() in STYLE, "put the text of dlkit.plot.css() at the head of _static/custom.css"


def test_every_variable_of_the_style_sheet_is_defined_somewhere(book):
    everything = "\n".join(sheet.read_text(encoding="utf-8") for sheet in book.rglob("*.css"))
    used = set(re.findall(r"var\((--[\w-]+)\)", STYLE))
    assert used and {name for name in used if f"{name}:" not in everything} == set()


def test_there_is_one_style_sheet_of_our_own():
    assert [path.name for path in (ROOT / "_static").rglob("*.css")] == ["custom.css"]


def test_the_landing_page_leads_to_the_first_page(book):
    start = pages.soup(book / "index.html").select_one("a.dl-start")
    assert (book / start["href"]).is_file() and "chapters/01_likelihood/01" in start["href"]


def test_the_landing_page_names_seven_chapters_and_says_which_are_to_come(book):
    cards = pages.soup(book / "index.html").select(".dl-map .sd-card")
    there = [card.select_one("a") is not None for card in cards]
    coming = ["Coming" in card.get_text() for card in cards]
    assert len(cards) == 7 and there == [not is_coming for is_coming in coming]


@by_page
def test_a_page_has_its_card_and_two_to_four_questions(book, name):
    page = pages.soup(book / name)
    assert len(page.select(".dl-card")) == 1
    assert 2 <= len(page.select(".dl-quiz")) <= 4


@by_page
def test_a_page_leads_to_a_graded_task_of_the_released_problem_set(book, name):
    links = [box.select_one("a.download")["href"] for box in pages.soup(book / name).select(".dl-task")]
    assert links
    for link in links:
        copy = (book / name).parent / link
        assert copy.read_bytes() == (ROOT / "exercises" / copy.stem / copy.name).read_bytes()


def test_equation_numbers_run_through_a_chapter(book):
    """(1.1), (1.2), … without a gap or a repetition, page after page."""
    numbers = []
    for name in NOTEBOOK_PAGES:
        if name.parts[1].startswith("01"):
            numbers += [int(node.get_text().split(".")[1].split(")")[0]) for node in pages.soup(book / name).select("span.eqno")]
    assert numbers == list(range(1, len(numbers) + 1)) and numbers
