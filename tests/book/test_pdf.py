"""The PDF of the whole book, as it is printed: its outline, links, page numbers, fonts; and how it is put together."""

import re
import unicodedata

import pytest
from bs4 import BeautifulSoup
from pypdf import PdfReader
from sphinx_external_toc.parsing import parse_toc_yaml

from tools.book import ROOT
from tools.chromium import MISSING, find
from tools.pdf.__main__ import link, main, make
from tools.pdf.pages import follow
from tools.pdf.printing import TooWide, printed
from tools.pdf.questions import with_answers

FONT_FILES = {"/FontFile", "/FontFile2", "/FontFile3"}


@pytest.fixture(scope="module")
def path():
    if not find():
        pytest.skip(f"The PDF is not made. {MISSING}")
    return make()


@pytest.fixture(scope="module")
def pdf(path):
    return PdfReader(path)


@pytest.fixture(scope="module")
def texts(pdf):
    return [page.extract_text() for page in pdf.pages]


@pytest.fixture(scope="module")
def outline(pdf):
    """[(depth, title, page number)]"""
    def walk(entries, depth):
        for entry in entries:
            if isinstance(entry, list):
                yield from walk(entry, depth + 1)
            else:
                yield depth, entry.title, pdf.get_destination_page_number(entry) + 1
    return [*walk(pdf.outline, 0)]


@pytest.fixture(scope="module")
def titles(path):
    """The titles of the pages that the PDF should have, in the order of _toc.yml, without the landing page."""
    names = [re.sub(r"\.(md|ipynb)$", "", name) for name in parse_toc_yaml(ROOT / "_toc.yml")]
    printed = [path.parent / f"{name}.html" for name in names[1:] if not name.startswith("reference/")]
    return [BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser").article.h1.get_text().removesuffix("#") for page in printed]


def squeezed(text):
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))  # ligatures as letters


def test_the_outline_has_every_page_of_the_book_in_its_order(outline, titles):
    assert [text for depth, text, _ in outline if text in titles and depth < 2] == titles
    assert [page for *_, page in outline] == sorted(page for *_, page in outline)


def test_the_pages_of_a_chapter_lie_within_it_and_their_sections_within_them(outline):
    depths = {text: depth for depth, text, _ in outline}
    assert depths["1. Likelihood and losses"] == 0
    assert depths["1.2. From likelihood to loss"] == 1
    assert depths["Why the logarithm"] == 2


def test_a_heading_stands_on_the_page_that_the_outline_says(outline, texts):
    assert [text for _, text, page in outline if squeezed(text) not in squeezed(texts[page - 1])] == []


def test_the_contents_name_the_pages_of_the_outline(outline, titles, texts):
    pages = {text: page for _, text, page in reversed(outline)}
    contents = squeezed("".join(texts[pages["Contents"] - 1 : pages["About this book"] - 1]))
    assert [text for text in titles if f"{squeezed(text)}{pages[text]}" not in contents] == []


def test_every_page_but_the_title_has_its_number(texts):
    assert [number for number, text in enumerate(texts, 1) if number > 1 and str(number) not in text.split()] == []


def test_no_page_is_empty(texts):
    assert [number for number, text in enumerate(texts, 1) if len(text.split()) < 20] == []


def test_a_chapter_begins_on_a_page_of_its_own(outline, texts):
    starts = [(text, page) for depth, text, page in outline if depth == 0]
    assert len({page for _, page in starts}) == len(starts)
    assert [text for text, page in starts if squeezed(text) not in squeezed(texts[page - 1])[:120]] == []


def test_every_link_within_the_book_leads_somewhere_and_none_to_this_machine(pdf):
    places, inside, outside = {name.removeprefix("/") for name in pdf.named_destinations}, [], []
    for page in pdf.pages:
        for note in (note.get_object() for note in page.get("/Annots", [])):
            action = note.get("/A", {})
            (outside if "/URI" in action else inside).append(str(action.get("/URI") or note.get("/Dest") or action.get("/D")))
    assert len(inside) > 100
    assert [name for name in inside if name.removeprefix("/") not in places] == []
    assert [address for address in outside if not address.startswith(("http:", "https:", "mailto:"))] == []


def test_no_formula_is_left_as_source(texts):
    assert [match[0] for text in texts for match in re.finditer(r"\\[()\[\]]|\\(frac|begin|mathrm)\b|\$\$|Math input error", text)] == []


def test_every_font_is_in_the_file(pdf):
    fonts = {id(font): font.get_object() for page in pdf.pages for font in page["/Resources"].get("/Font", {}).values()}
    missing = []
    for font in fonts.values():
        inner = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
        if font["/Subtype"] != "/Type3" and not FONT_FILES & set(inner.get("/FontDescriptor", {})):  # a Type 3 font is drawings in the file
            missing.append(font.get("/BaseFont"))
    assert len(fonts) > 3 and missing == []


def test_it_is_an_a4_book_that_says_its_title_author_and_language(pdf):
    assert {(round(page.mediabox.width / 72 * 25.4), round(page.mediabox.height / 72 * 25.4)) for page in pdf.pages} == {(210, 297)}
    assert pdf.metadata.title == "Deep Learning, Derived"
    assert "authors" in pdf.metadata.author
    assert pdf.trailer["/Root"]["/Lang"] == "en"
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]  # a screen reader finds headings and alt texts
    assert pdf.page_mode == "/UseOutlines"


def test_the_landing_page_links_the_pdf_and_says_its_length(path, pdf):
    place = BeautifulSoup((path.parent / "index.html").read_text(encoding="utf-8"), "html.parser").select_one("p.dl-pdf")
    assert (path.parent / place.a["href"]).is_file()
    assert f"({len(pdf.pages)} pages, " in place.get_text() and not place.has_attr("hidden")


def test_each_anchor_of_the_printed_document_is_there_once(path):
    page = BeautifulSoup((ROOT / "_build" / "pdf.html").read_text(encoding="utf-8"), "html.parser")
    names = [node["id"] for node in page.find_all(id=True)]
    assert sorted(names) == sorted(set(names))


def test_a_second_link_takes_the_place_of_the_first(tmp_path, path):
    landing = tmp_path / "index.html"
    landing.write_text('<p class="dl-pdf" hidden></p>')
    link(landing, path)
    once = landing.read_text()
    link(landing, path)
    assert landing.read_text() == once and once.count("<a ") == 1 and "hidden" not in once


def test_what_is_wider_than_the_text_is_refused_by_name(tmp_path):
    if not find():
        pytest.skip(MISSING)
    page = tmp_path / "book.html"
    page.write_text('<article id="chapters/a"><p style="width: 900px">Far too wide</p></article>')
    with pytest.raises(TooWide, match="chapters/a: <p> Far too wide"):
        printed(page.as_uri())


def test_without_a_chromium_it_says_so_and_how_to_get_one(monkeypatch):
    monkeypatch.setattr("tools.pdf.__main__.find", lambda: None)
    assert "Chromium" in main() and "apt-get install chromium" in main()


LINKS = {  # href on the page chapters/01/a, and what becomes of it
    "#eq-one": "#chapters/01/a:eq-one",
    "../../glossary.html#term-Loss": "#glossary:term-Loss",
    "b.html": "#chapters/01/b",
    "https://example.org/": "https://example.org/",
}


@pytest.mark.parametrize("href", LINKS)
def test_a_link_leads_within_the_document(href):
    page = BeautifulSoup(f'<a href="{href}">x</a>', "html.parser")
    follow(page.a, "chapters/01/a", {"chapters/01/a", "chapters/01/b", "glossary"}, "")
    assert page.a["href"] == LINKS[href]


@pytest.mark.parametrize(("site", "wanted"), [("", "<span>x</span>"), ("https://example.org/", '<a href="https://example.org/reference/adam.html">x</a>')])
def test_a_link_to_what_is_not_printed_leads_to_the_site_or_is_text(site, wanted):
    page = BeautifulSoup('<a href="../../reference/adam.html">x</a>', "html.parser")
    follow(page.a, "chapters/01/a", {"chapters/01/a"}, site)
    assert str(page) == wanted


QUIZ = """<div class="dl-quiz" data-kind="{kind}"><p class="dl-quiz-title">Self-check</p><p class="dl-quiz-question" id="quiz-1">How many?</p>
<details class="dl-answer dl-right"><summary><span class="dl-choice">seven</span></summary><div class="dl-answer-why"><p>Right. Count.</p></div></details>
<details class="dl-answer dl-wrong"><summary><span class="dl-choice">nine</span></summary><div class="dl-answer-why"><p>Too many.</p></div></details></div>"""


def test_the_answers_of_a_self_check_leave_the_page_with_their_reasons():
    page = BeautifulSoup(QUIZ.format(kind="one"), "html.parser")
    (answer,) = with_answers(page, "a", 2)
    left = page.get_text()
    assert "Self-check 3" in left and "seven" in left and "nine" in left
    assert "Right" not in left and "Too many" not in left
    assert "How many?" in answer and "Right. Count." in answer and 'id="quiz-1"' not in answer
    assert page.select_one(".dl-page-of")["href"] == "#a:answer-3" and 'id="a:answer-3"' in answer and 'href="#a:self-check-3"' in answer


def test_the_answers_of_a_question_for_a_number_are_not_beside_it():
    page = BeautifulSoup(QUIZ.format(kind="number"), "html.parser")
    (answer,) = with_answers(page, "a", 0)
    assert "seven" not in page.get_text() and "seven" in answer
