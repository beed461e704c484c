"""What can be read from the files of the built book, and for each reader of faults a page that has one."""

import pytest

from tests.book import pages

CHECKS = [pages.asked_from_outside, pages.dead_links, pages.unnamed_pictures, pages.unresolved_references, pages.misplaced_headings]
by_check = pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)


@by_check
def test_no_page_has_a_fault(book, check):
    faults = {str(path.relative_to(book)): check(path.resolve()) for path in pages.pages(book)}
    assert faults and {name: found for name, found in faults.items() if found} == {}


def test_no_style_sheet_asks_from_outside(book):
    sheets = [*book.rglob("*.css")]
    assert sheets and [(sheet.name, found) for sheet in sheets if (found := pages.asked_from_outside(sheet))] == []


PLANTED = [
    (pages.asked_from_outside, '<script src="https://example.org/a.js"></script>'),
    (pages.asked_from_outside, '<script src="//example.org/a.js"></script>'),
    (pages.asked_from_outside, '<link rel="stylesheet" href="https://example.org/a.css">'),
    (pages.asked_from_outside, '<link rel="preconnect" href="https://example.org">'),
    (pages.asked_from_outside, '<img alt="x" src="/logo.png">'),
    (pages.asked_from_outside, '<img alt="x" src="a.png" srcset="a.png 1x, https://example.org/b.png 2x">'),
    (pages.asked_from_outside, '<iframe src="https://example.org"></iframe>'),
    (pages.asked_from_outside, "<style>@import 'https://example.org/a.css';</style>"),
    (pages.asked_from_outside, '<p style="background: url(https://example.org/a.png)">x</p>'),
    (pages.dead_links, '<a href="gone.html">x</a>'),
    (pages.dead_links, '<a href="#gone">x</a>'),
    (pages.dead_links, '<a href="other.html#gone">x</a>'),
    (pages.unnamed_pictures, '<img src="a.png">'),
    (pages.unnamed_pictures, '<img src="a.png" alt=" ">'),
    (pages.unnamed_pictures, "<svg><path/></svg>"),
    (pages.misplaced_headings, "<h1>A second title</h1>"),
    (pages.misplaced_headings, "<h4>Too deep</h4>"),
    (pages.unresolved_references, '<span class="xref eq">eq-gone</span>'),
    (pages.unresolved_references, "<p>by equation (??)</p>"),
]
CLEAN = """<article id="here"><h1>A</h1><h2>B</h2><h3>C</h3><h2>D</h2><a href="other.html#there">x</a><a href="#here">x</a><a href="https://example.org">x</a>
<img src="data:image/png;base64," alt="A line"><svg aria-label="A line"><svg></svg></svg><link rel="license" href="https://example.org">
<a href="#here"><span class="xref eq">(1.1)</span></a><script src="a.js?v=1"></script></article>"""


def plant(folder, content):
    (folder / "other.html").write_text('<p id="there">x</p>')
    page = folder / "page.html"
    page.write_text(content)
    return page


@pytest.mark.parametrize("check, fault", PLANTED)
def test_a_planted_fault_is_found(tmp_path, check, fault):
    assert len(check(plant(tmp_path, CLEAN.replace("</article>", f"{fault}</article>")))) == 1


@by_check
def test_a_clean_page_passes(tmp_path, check):
    assert check(plant(tmp_path, CLEAN)) == []


def test_a_page_without_a_heading_is_found(tmp_path):
    assert pages.misplaced_headings(plant(tmp_path, "<article><p>x</p></article>")) == ["no heading"]


def test_a_planted_import_in_a_style_sheet_is_found(tmp_path):
    sheet = tmp_path / "a.css"
    sheet.write_text('@import url("https://example.org/a.css"); p { background: url("data:image/svg+xml,http://www.w3.org") }')
    assert pages.asked_from_outside(sheet) == ["https://example.org/a.css"]
