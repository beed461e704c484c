"""The look of the built book in a browser: icons, ticks of what is read, definitions beside their links, what is too wide."""

import re
from pathlib import Path

import pytest

from dlkit.plot import palette
from tests.book import pages
from tests.book.site.check import DESK, PHONE, served

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOK_PAGE = "chapters/01_likelihood/07_many_classes.html"
OTHER_PAGE = "chapters/01_likelihood/02_likelihood_to_loss.html"
SIZES = {"fa-solid", "fa-lg"}
TICKS = "[...document.querySelectorAll('.bd-sidebar-primary .dl-tick')].map(tick => tick.parentNode.href.split('/').pop().split('#')[0])"
SHOWN = "[...document.querySelectorAll('.dl-definition')].filter(card => card.checkVisibility()).map(card => card.id)"
TERM = "document.querySelector('.bd-article a:has(> .std-term)')"
EQUATION = "document.querySelector('.bd-article a.internal[href^=\"#equation-\"]')"
WIDE = "[...document.querySelectorAll('div.math mjx-container, .bd-article pre')].filter(box => box.checkVisibility() && box.scrollWidth > box.clientWidth + 1)"


def point_at(browser, node):
    """Move the mouse to the middle of the first line of a node, and wait for what that opens or closes."""
    x, y = browser.evaluate(f"(box => [box.left + box.width / 2, box.top + box.height / 2])({node}.getClientRects()[0])")
    browser.page.mouse.move(x, y)
    browser.page.wait_for_timeout(700)


def test_every_icon_of_the_pages_is_drawn_and_no_icon_font_is_left(book):
    icons = {name for path in pages.pages(book) for name in re.findall(r"\bfa-[a-z-]+", path.read_text(encoding="utf-8"))} - SIZES
    drawn = set(re.findall(r"^\.(fa-[a-z-]+) \{ --dl-icon: url", (ROOT / "_static/css/icons.css").read_text(encoding="utf-8"), re.MULTILINE))
    assert "fa-bars" in icons and icons - drawn == set()
    assert [path.name for path in book.rglob("fa-*")] == []


@pytest.mark.parametrize("from_server", [True, False])
def test_a_page_ticked_as_read_is_remembered_until_the_ticks_are_forgotten(book, browser, from_server):
    with served(book) as address:
        base = address if from_server else f"{book.as_uri()}/"
        browser.visit(base + NOTEBOOK_PAGE)
        assert browser.evaluate(TICKS) == []
        browser.page.focus(".dl-progress input")
        browser.page.keyboard.press("Space")
        assert browser.evaluate(TICKS) == ["07_many_classes.html"]
        browser.page.reload()
        assert browser.page.is_checked(".dl-progress input")
        browser.page.goto(base + OTHER_PAGE)
        assert browser.evaluate(TICKS) == ["07_many_classes.html"] and not browser.page.is_checked(".dl-progress input")
        browser.page.click(".dl-progress button")
        assert browser.evaluate(TICKS) == [] and browser.page.is_hidden(".dl-progress button")
        assert "gone" in browser.page.inner_text(".dl-progress [role=status]")


def test_a_tick_has_words_for_those_who_cannot_see_it(book, browser):
    browser.visit(f"{book.as_uri()}/{NOTEBOOK_PAGE}")
    browser.page.check(".dl-progress input")
    assert browser.page.get_attribute(".dl-tick", "aria-label") == "read"


def test_where_the_browser_keeps_nothing_there_is_no_box_and_no_complaint(book, browser):
    visit = browser.visit(f"{book.as_uri()}/{NOTEBOOK_PAGE}")
    browser.evaluate("""() => {
      Object.defineProperty(window, "localStorage", { get() { throw new DOMException("blocked", "SecurityError"); } });
      document.querySelector(".dl-progress").hidden = true;
      dispatchEvent(new Event("pageshow"));
    }""")
    assert browser.page.is_hidden(".dl-progress") and visit.complaints == []


def test_only_pages_of_chapters_can_be_ticked(book):
    ticked = {path.relative_to(book).as_posix() for path in pages.pages(book) if pages.soup(path).select(".dl-progress")}
    assert {NOTEBOOK_PAGE, OTHER_PAGE} <= ticked
    assert all(re.fullmatch(r"chapters/\d\d_\w+/\d\d_\w+\.html", name) for name in ticked)


def test_a_definition_shows_under_the_pointer_and_stays_while_the_pointer_is_on_it(book, browser):
    browser.visit(f"{book.as_uri()}/{NOTEBOOK_PAGE}")
    browser.evaluate(f"{TERM}.scrollIntoView({{block: 'center', behavior: 'instant'}})")
    assert browser.evaluate(SHOWN) == []
    point_at(browser, TERM)
    (card,) = browser.evaluate(SHOWN)
    assert browser.evaluate(f"{TERM}.getAttribute('aria-describedby')") == card
    point_at(browser, f"document.getElementById('{card}')")
    assert browser.evaluate(SHOWN) == [card]
    browser.page.mouse.move(5, 5)
    browser.page.wait_for_timeout(700)
    assert browser.evaluate(SHOWN) == []


@pytest.mark.parametrize("link", [TERM, EQUATION], ids=["term", "equation"])
def test_the_keyboard_opens_a_definition_and_escape_closes_it(book, browser, link):
    browser.visit(f"{book.as_uri()}/{OTHER_PAGE}")
    browser.evaluate(f"{link}.focus({{focusVisible: true}})")
    (card,) = browser.evaluate(SHOWN)
    assert browser.evaluate(f"document.getElementById('{card}').getAttribute('role')") == "tooltip"
    browser.page.keyboard.press("Escape")
    assert browser.evaluate(SHOWN) == []
    assert browser.evaluate(f"document.activeElement === {link}")


def test_a_definition_stays_on_a_phone_and_has_its_formulas(book, browser):
    browser.visit(f"{book.as_uri()}/{NOTEBOOK_PAGE}", width=PHONE)
    links = browser.evaluate("document.querySelectorAll('.bd-article a:has(> .std-term)').length")
    for number in range(links):
        link = f"document.querySelectorAll('.bd-article a:has(> .std-term)')[{number}]"
        browser.evaluate(f"{link}.focus({{focusVisible: true}})")
        left, right = browser.evaluate(f"(box => [box.left, box.right])(document.getElementById({link}.getAttribute('aria-describedby')).getBoundingClientRect())")
        assert 0 <= left and right <= PHONE
    assert browser.evaluate("[...document.querySelectorAll('.dl-definition span.math')].every(node => node.querySelector('mjx-container'))")
    assert browser.evaluate("document.documentElement.scrollWidth") <= PHONE


def test_a_formula_that_is_too_wide_can_be_scrolled_by_keyboard(book, browser):
    browser.visit(f"{book.as_uri()}/{OTHER_PAGE}", width=PHONE)
    size = "size => document.querySelectorAll('div.math').forEach(box => { box.style.fontSize = size; })"
    browser.evaluate(size, "300%")
    browser.page.wait_for_timeout(300)
    wide = "[...document.querySelectorAll('div.math mjx-container')].filter(box => box.scrollWidth > box.clientWidth + 1)"
    assert browser.evaluate(f"{wide}.length") and browser.evaluate(f"{wide}.every(box => box.tabIndex === 0)")
    browser.evaluate(f"{wide}[0].focus()")
    browser.page.keyboard.press("ArrowRight")
    browser.page.wait_for_timeout(400)
    assert browser.evaluate(f"{wide}[0].scrollLeft") > 0
    browser.evaluate(size, "")
    browser.page.wait_for_timeout(300)
    assert browser.evaluate("[...document.querySelectorAll('div.math mjx-container')].every(box => (box.tabIndex === 0) === (box.scrollWidth > box.clientWidth + 1))")


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_what_is_too_wide_fades_where_it_goes_on_and_scrolls_by_keyboard(book, browser, width):
    browser.visit(f"{book.as_uri()}/{NOTEBOOK_PAGE}", width=width)
    browser.page.wait_for_timeout(300)
    marked = browser.evaluate(f"{WIDE}.map(box => [box.classList.contains('dl-more-right'), box.tabIndex])")
    assert all(mark == [True, 0] for mark in marked) and (marked or width == DESK)
    assert browser.evaluate("document.querySelectorAll('.dl-more-right').length") >= len(marked)
    if marked:
        browser.evaluate(f"{WIDE}[0].scrollLeft = 1e6")
        browser.page.wait_for_timeout(300)
        assert browser.evaluate(f"['left', 'right'].map(side => {WIDE}[0].classList.contains('dl-more-' + side))") == [True, False]


def test_a_printed_page_is_its_article_in_light_colours(book, browser):
    browser.visit(f"{book.as_uri()}/{NOTEBOOK_PAGE}", dark=True)
    browser.page.emulate_media(media="print")
    visible = "[...document.querySelectorAll('.bd-sidebar-primary, .bd-sidebar-secondary, .bd-header-article, .dl-progress')].filter(node => node.checkVisibility()).length"
    assert browser.evaluate(visible) == 0
    assert browser.evaluate("[...document.querySelectorAll('h1')].filter(node => node.checkVisibility()).length") == 1
    for name in ("blue", "orange"):  # of the figures; the page's own colours are black and white
        assert browser.evaluate(f"getComputedStyle(document.documentElement).getPropertyValue('--dl-{name}').trim()") == palette.LIGHT[name]
