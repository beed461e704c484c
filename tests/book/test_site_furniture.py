"""The look and the furniture of the built book."""

import json
import re
from pathlib import Path

import pytest

from dlkit import plot
from tests.book import pages

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOK_PAGES = sorted(path.relative_to(ROOT).with_suffix(".html") for path in ROOT.glob("chapters/[0-9]*/[!.]*.ipynb"))
by_page = pytest.mark.parametrize("name", NOTEBOOK_PAGES, ids=str)
STYLE = (ROOT / "_static" / "custom.css").read_text(encoding="utf-8")
SHEETS = sorted((ROOT / "_static").rglob("*.css"))


def test_the_style_sheet_has_the_colours_of_the_figures():
    assert plot.css() in STYLE, "put the text of dlkit.plot.css() at the head of _static/custom.css"


def test_every_variable_of_the_style_sheet_is_defined_somewhere(book):
    everything = "\n".join(sheet.read_text(encoding="utf-8") for sheet in book.rglob("*.css"))
    used = {name for sheet in SHEETS for name in re.findall(r"var\((--[\w-]+)\)", sheet.read_text(encoding="utf-8"))}
    assert used and {name for name in used if f"{name}:" not in everything} == set()


def test_our_style_is_one_sheet_and_one_more_for_each_piece_of_furniture(book):
    assert {sheet.parent.relative_to(ROOT).as_posix() for sheet in SHEETS} == {"_static", "_static/css"}
    linked = [link["href"].split("?")[0] for link in pages.soup(book / "index.html").select("link[rel=stylesheet]")]
    ours = [sheet.relative_to(ROOT).as_posix() for sheet in SHEETS]
    assert sorted(href for href in linked if href in ours) == ours
    assert all(linked.index("_static/custom.css") <= linked.index(name) for name in ours)


def test_the_landing_page_leads_to_the_first_page(book):
    start = pages.soup(book / "index.html").select_one("a.dl-start")
    assert (book / start["href"]).is_file() and "chapters/01_likelihood/01" in start["href"]


def test_the_landing_page_names_seven_chapters_and_says_which_are_to_come(book):
    rows = pages.soup(book / "index.html").select(".dl-map-rows > li")
    there = [row.select_one("a") is not None for row in rows]
    coming = ["Coming" in row.get_text() for row in rows]
    assert len(rows) == 7 and there == [not is_coming for is_coming in coming]


@by_page
def test_a_page_has_its_card_and_two_to_four_questions(book, name):
    page = pages.soup(book / name)
    assert len(page.select(".dl-card")) == 1
    assert 2 <= len(page.select(".dl-quiz")) <= 4


@by_page
def test_a_link_to_a_graded_task_gives_the_released_problem_set(book, name):
    for box in pages.soup(book / name).select(".dl-task"):
        copy = (book / name).parent / box.select_one("a.download")["href"]
        assert copy.read_bytes() == (ROOT / "exercises" / copy.stem / copy.name).read_bytes()


@pytest.mark.parametrize("problem_set", sorted(path.stem for path in ROOT.glob("exercises/*/*.ipynb")))
def test_every_task_of_a_problem_set_is_linked_from_a_page(book, problem_set):
    boxes = [box for name in NOTEBOOK_PAGES for box in pages.soup(book / name).select(".dl-task")
             if box.select_one("a.download")["href"].endswith(f"/{problem_set}.ipynb")]
    linked = {box.select_one(".dl-task-title").get_text().replace("\u2019", "'") for box in boxes}  # the page curls it
    text = (ROOT / "exercises" / problem_set / f"{problem_set}.ipynb").read_text(encoding="utf-8")
    tasks = {json.loads(f'"{title}"') for title in re.findall(r'## Task \d+ \(\d+ points?\)\. (.*?)(?:\\n)?"', text)}
    assert tasks and linked == tasks


@pytest.mark.parametrize("chapter", sorted({name.parts[1] for name in NOTEBOOK_PAGES if name.parts[1][0].isdigit()}))
def test_equation_numbers_run_through_a_chapter(book, chapter):
    """(1.1), (1.2), … without a gap or a repetition, page after page."""
    found = []
    for name in NOTEBOOK_PAGES:
        if name.parts[1] == chapter:
            found += [node.get_text().strip("()\u00b6#\uf0c1 ") for node in pages.soup(book / name).select("span.eqno")]
    assert found == [f"{int(chapter[:2])}.{number}" for number in range(1, len(found) + 1)] and found
