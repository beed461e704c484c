"""Every page of the built book in a real browser, from a server and from a folder, wide and narrow, light and dark."""

import functools
import http.server
import threading
from contextlib import contextmanager

import pytest

from tests.book import pages

PHONE, DESK = 390, 1400
WAYS = {"desk, light, server": (DESK, False, True), "phone, dark, server": (PHONE, True, True), "phone, light, folder": (PHONE, False, False)}
BAD_FORMULAS = "[...document.querySelectorAll('mjx-merror, [data-mjx-error], mjx-container [mathcolor=red]')].map(node => node.textContent)"
FORMULAS_LEFT = "[...document.querySelectorAll('span.math, div.math')].filter(node => !node.querySelector('mjx-container')).map(node => node.textContent)"
FONTS_LEFT = "[...document.fonts].filter(font => font.status === 'error').map(font => font.family)"
TOO_WIDE = "Math.max(0, document.documentElement.scrollWidth - innerWidth)"
SEARCHES = """[...document.querySelectorAll('.search-button, .search-button-field, form.bd-search')]
  .filter(node => node.checkVisibility({visibilityProperty: true, opacityProperty: true})).length"""


@contextmanager
def served(folder):
    """A local server of `folder`; yields its address."""
    class Handler(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *args):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory=folder))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


def faults(browser, base, name, width=DESK, dark=False):
    """Everything that is wrong with the page `name` of the book at `base`."""
    visit = browser.visit(base + name, width=width, dark=dark)
    outside = [url for url in visit.requests if not url.startswith((base, "data:", "blob:", "about:"))]
    found = {"outside": outside, "failed": visit.failures, "console": visit.complaints,
             "fonts": browser.evaluate(FONTS_LEFT), "formulas": browser.evaluate(BAD_FORMULAS) + browser.evaluate(FORMULAS_LEFT),
             "too wide": browser.evaluate(TOO_WIDE)}
    return {kind: value for kind, value in found.items() if value}


@pytest.mark.parametrize("way", WAYS)
def test_every_page_opens_without_a_fault(book, browser, way):
    width, dark, from_server = WAYS[way]
    with served(book) as address:
        base = address if from_server else f"{book.as_uri()}/"
        names = [path.relative_to(book).as_posix() for path in pages.pages(book)]
        assert {name: found for name in names if (found := faults(browser, base, name, width, dark))} == {}


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_there_is_one_search(book, browser, width):
    browser.visit(f"{book.as_uri()}/index.html", width=width)
    assert browser.evaluate(SEARCHES) == 1


@pytest.mark.parametrize("from_server", [True, False])
def test_the_search_finds_a_term(book, browser, from_server):
    with served(book) as address:
        base = address if from_server else f"{book.as_uri()}/"
        browser.visit(f"{base}search.html?q=softmax")
        browser.evaluate("new Promise(done => setTimeout(done, 700))")
        links = browser.evaluate("[...document.querySelectorAll('#search-results li a')].map(node => node.textContent)")
        assert "Glossary" in links


def test_dark_pages_are_dark_and_light_ones_light(book, browser):
    brightness = "getComputedStyle(document.body).backgroundColor.match(/\\d+/g).slice(0, 3).reduce((sum, part) => sum + +part, 0) / 765"
    for dark in (False, True):
        browser.visit(f"{book.as_uri()}/index.html", dark=dark)
        assert (browser.evaluate(brightness) < 0.2) == dark


NOTEBOOK_PAGE = "chapters/01_likelihood/02_classification.html"
STATE = "[...document.querySelectorAll('.dl-quiz details')].slice(0, 2).map(node => [node.open, node.querySelector('.dl-verdict').checkVisibility()])"
CHECKED = "[...document.querySelectorAll('.dl-backends > input:checked + label')].map(node => node.textContent.trim())"


def press(browser, key, code):
    for kind in ("keyDown", "keyUp"):
        browser.send("Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode=code, text="\r" if kind == "keyDown" else "")


def test_a_question_answers_the_keyboard_without_javascript(book, browser):
    browser.visit(f"{book.as_uri()}/{NOTEBOOK_PAGE}")
    browser.send("Emulation.setScriptExecutionDisabled", value=True)
    browser.evaluate("document.querySelector('.dl-quiz summary').focus()")
    assert browser.evaluate(STATE) == [[False, False], [False, False]]
    press(browser, "Enter", 13)
    assert browser.evaluate(STATE) == [[True, True], [False, False]]


def test_all_backend_tabs_switch_together(book, browser):
    browser.visit(f"{book.as_uri()}/{NOTEBOOK_PAGE}")
    before = browser.evaluate(CHECKED)
    assert len(before) >= 2 and set(before) == {"NumPy"}
    browser.evaluate("document.querySelectorAll('.dl-backends > label')[1].click()")
    assert set(browser.evaluate(CHECKED)) == {"PyTorch"}


PLANTED = {
    "outside": '<img alt="" src="https://example.org/a.png">',
    "failed": '<img alt="" src="gone.png">',
    "console": "<script>console.error('broken')</script>",
    "fonts": "<style>@font-face { font-family: gone; src: url(gone.woff) } p { font-family: gone }</style>",
    "formulas": '<span class="math">\\(x\\)</span>',
    "too wide": '<div style="width: 3000px">x</div>',
}
HEAD = '<!doctype html><meta name="viewport" content="width=device-width"><link rel="icon" href="data:,">'


@pytest.mark.parametrize("kind", PLANTED)
@pytest.mark.parametrize("from_server", [True, False])
def test_a_planted_fault_is_found(tmp_path, browser, kind, from_server):
    (tmp_path / "page.html").write_text(f"{HEAD}<p>x</p>{PLANTED[kind]}")
    with served(tmp_path) as address:
        base = address if from_server else f"{tmp_path.as_uri()}/"
        assert kind in faults(browser, base, "page.html", PHONE)


def test_a_clean_page_passes(tmp_path, browser):
    (tmp_path / "page.html").write_text(f"{HEAD}<p>x</p>")
    assert faults(browser, f"{tmp_path.as_uri()}/", "page.html", PHONE) == {}


def test_an_exception_on_a_page_is_found(tmp_path, browser):
    (tmp_path / "page.html").write_text(f"{HEAD}<script>nothing.here</script>")
    assert "console" in faults(browser, f"{tmp_path.as_uri()}/", "page.html")
