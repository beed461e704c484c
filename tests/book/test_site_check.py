"""The command behind `make check-site`: what it weighs, remembers and reports."""

import shutil
import sys
from dataclasses import replace

import pytest

from tests.book.site.__main__ import findings, main, weights
from tests.book.site.check import IN_FILES, Result, check, in_files
from tests.book.site.opened import Finding
from tests.book.site.weight import LIMIT, Weight

PAGE = """<!doctype html><html lang="en"><link rel="icon" href="data:,"><title>A page</title><link rel="stylesheet" href="_static/a.css"><main><h1>A page</h1><p>%s</p></main></html>"""


@pytest.fixture
def book(tmp_path):
    """A book of two pages and a style sheet of 1000 bytes; stands in for the built one."""
    folder = tmp_path / "html"
    (folder / "_static").mkdir(parents=True)
    (folder / "_static" / "a.css").write_text(f"/*{'x' * 996}*/")
    for name in ("one", "two"):
        (folder / f"{name}.html").write_text(PAGE % name)
    return folder


def opened(book):
    """The pages that a check of `book` opens."""
    names = []
    check(book, 2, lambda result: names.append(result.page))
    return sorted(names)


def test_a_page_that_passed_is_not_opened_again_until_it_or_what_it_is_made_of_changes(book, browser):
    assert opened(book) == ["one.html", "two.html"]
    assert opened(book) == []
    (book / "one.html").write_text(PAGE % "changed")
    assert opened(book) == ["one.html"]
    (book / "_static" / "a.css").write_text("p { color: inherit }")
    assert opened(book) == ["one.html", "two.html"]
    (book / "_static" / "a.css").unlink()
    assert opened(book) == ["one.html", "two.html"]


def test_a_page_with_a_fault_is_opened_again(book, browser):
    (book / "one.html").write_text(PAGE % '<img alt="" src="gone.png">')
    assert opened(book) == ["one.html", "two.html"]
    assert opened(book) == ["one.html"]


def test_the_weight_of_a_page_is_remembered_with_it(book, browser):
    first, second = check(book), check(book)
    assert [replace(result, seconds=0.0) for result in first] == second
    assert {result.seconds > 0 for result in first} == {True} and {result.seconds for result in second} == {0.0}


def test_a_page_weighs_what_it_loads_and_its_figures_are_apart(book, browser):
    drawing = f'<svg aria-label="A line" role="img"><path d="M{"0 0 " * 500}"></path></svg>'
    (book / "one.html").write_text(PAGE % f'{drawing}<img alt="A dot" src="dot.svg">')
    (book / "dot.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"></svg>')
    weight = check(book)[0].weight
    assert weight.files == {"one.html": (book / "one.html").stat().st_size - len(drawing), "_static/a.css": 1000}
    assert weight.figures == len(drawing) + (book / "dot.svg").stat().st_size


def test_only_a_page_with_formulas_can_be_too_heavy():
    assert not Weight({"a.js": LIMIT + 1}, 0, False).over
    assert not Weight({"a.js": LIMIT}, LIMIT, True).over
    assert Weight({"a.js": LIMIT + 1}, 0, True).over


PLANTED = {
    "outside": '<img alt="A dot" src="https://example.org/a.png">',
    "dead link": '<a href="gone.html">x</a>',
    "no alt text": '<img src="a.png">',
    "no target": "by equation (??)",
    "headings": "<h3>Too deep</h3>",
}


@pytest.mark.parametrize("kind", PLANTED)
def test_a_fault_that_the_file_tells_is_reported(book, kind):
    (book / "one.html").write_text(PAGE % PLANTED[kind])
    assert [finding.kind for finding in in_files(book / "one.html")] == [kind]


def test_every_reader_of_files_has_its_planted_fault():
    assert {kind for kind, _ in IN_FILES.values()} == set(PLANTED)


def result(page, *found, size=0, formulas=True):
    return Result(page, tuple(Finding(kind, element, "mend it") for kind, element in found), Weight({"a.js": size}, 0, formulas))


def test_the_report_names_pages_elements_and_what_to_do_and_says_the_same_once():
    text = findings([result("a.html", ("deaf", "<b>")), result("b.html", ("deaf", "<b>"), ("deaf", "<i>")), result("c.html")])
    assert text.splitlines()[0] == "3 pages, 1 kind of fault."
    assert text.count("mend it") == 1 and "deaf: a.html, b.html" in text and "<b>" in text and "<i>" in text and "c.html" not in text


def test_the_report_says_so_where_nothing_is_wrong():
    assert findings([result("a.html")]) == "1 page, no fault."


def test_the_heaviest_page_comes_first_and_one_over_the_limit_is_marked():
    lines = weights([result("light.html", size=1), result("heavy.html", size=LIMIT + 1)]).splitlines()
    assert "heavy.html" in lines[-2] and "over" in lines[-2] and "light.html" in lines[-1] and "over" not in lines[-1]


def test_without_chromium_one_sentence_says_how_to_get_it(monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda name: None)
    monkeypatch.setattr(sys, "argv", ["tests.book.site"])
    assert main().startswith("There is no Chromium on this machine; on Debian and Ubuntu `apt-get install chromium` installs it.")
