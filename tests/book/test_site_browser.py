"""Every page of the built book in a real browser, from a server and from a folder, wide and narrow, light and dark."""

import pytest

from tests.book.site.check import DESK, PHONE, check, look, served
from tests.book.site.weight import LIMIT

SEARCHES = """[...document.querySelectorAll('.search-button, .search-button-field, form.bd-search')]
  .filter(node => node.checkVisibility({visibilityProperty: true, opacityProperty: true})).length"""


@pytest.fixture(scope="module")
def results(book, browser):
    """What `make check-site` finds; a page that passed before is not opened again as long as it is the same."""
    return check(book)


def test_no_page_has_a_fault(results):
    assert {result.page: result.findings for result in results if result.findings} == {}


def test_no_page_with_formulas_is_too_heavy(results):
    heavy = {result.page: str(result.weight) for result in results if result.weight.over}
    assert heavy == {}, f"more than {LIMIT / 1e6} MB without figures: see `make check-site`"


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


NOTEBOOK_PAGE = "chapters/01_likelihood/07_many_classes.html"
NEXT_PAGE = "chapters/02_backprop/02_layers_and_networks.html"
STATE = "[...document.querySelectorAll('.dl-answer')].slice(0, 2).map(node => [node.open, node.querySelector('.dl-verdict').checkVisibility()])"
CHECKED = "[...document.querySelectorAll('.dl-backends > input:checked + label')].map(node => node.textContent.trim())"


def test_a_question_answers_the_keyboard_without_javascript(book, browser):
    browser.visit(f"{book.as_uri()}/{NOTEBOOK_PAGE}", java_script_enabled=False)
    browser.evaluate("document.querySelector('.dl-answer > summary').focus()")
    assert browser.evaluate(STATE) == [[False, False], [False, False]]
    browser.page.keyboard.press("Enter")
    assert browser.evaluate(STATE) == [[True, True], [False, False]]


def test_a_backend_once_chosen_is_shown_on_the_next_page(book, browser):
    browser.visit(f"{book.as_uri()}/{NOTEBOOK_PAGE}")
    assert set(browser.evaluate(CHECKED)) == {"NumPy"}
    browser.evaluate("document.querySelectorAll('.dl-backends > label')[1].click()")
    assert set(browser.evaluate(CHECKED)) == {"PyTorch"}
    browser.page.goto(f"{book.as_uri()}/{NEXT_PAGE}")
    assert set(browser.evaluate(CHECKED)) == {"PyTorch"}


PLANTED = {
    "outside": '<img alt="" src="https://example.org/a.png">',
    "failed": '<img alt="" src="gone.png">',
    "console": "<script>console.error('broken')</script>",
    "fonts": "<style>@font-face { font-family: gone; src: url(gone.woff) } p { font-family: gone }</style><p>Words</p>",
    "formulas": '<span class="math">\\(x\\)</span>',
    "too wide": '<div style="width: 3000px">x</div>',
    "axe: color-contrast": '<p style="color: #999; background: #fff">Words</p>',
    "axe: image-alt": '<img src="data:,">',
    "axe: summary-name": "<details><summary><i></i></summary>x</details>",
    "mouse only": '<div style="cursor: pointer">Press</div>',
    "focus unseen": '<button style="outline: none">Press</button>',
    "out of reach": '<a href="#top" onkeydown="event.preventDefault()">One</a> <a href="#top">Two</a>',
    "deaf": '<label>Value <input type="range" onkeydown="event.key === \'Tab\' || event.preventDefault()"></label>',
}
DEAF = {
    "fold": '<details><summary onkeydown="event.preventDefault()">More</summary>x</details>',
    "choice": """<fieldset><legend>Which</legend><label><input type="radio" name="a" onkeydown="event.key === 'Tab' || event.preventDefault()">x</label>
        <label><input type="radio" name="a">y</label></fieldset>""",
    "handle": '<div role="slider" tabindex="0" aria-label="Mean" aria-valuenow="1" aria-valuemin="0" aria-valuemax="2">x</div>',
    "tab": '<div role="tablist"><button role="tab" aria-selected="true">x</button><button role="tab" aria-selected="false">y</button></div>',
    "button that opens": '<button aria-expanded="false">More</button>',
}
PAGE = """<!doctype html><html lang="en"><meta name="viewport" content="width=device-width"><link rel="icon" href="data:,"><title>A page</title><main id="top"><h1>A page</h1>%s</main></html>"""
SOUND = """<p>Words</p><details><summary>More</summary><a href="#top">To the top</a></details><label>Value <input type="range"></label>
<fieldset><legend>Which</legend><label><input type="radio" name="a">x</label><label><input type="radio" name="a">y</label></fieldset>
<label style="cursor: pointer"><input type="checkbox">z</label>"""


def kinds(folder, browser, content):
    """The kinds of fault found on a page with `content`."""
    (folder / "page.html").write_text(PAGE % content)
    with served(folder) as address:
        return {(finding.kind, finding.view) for finding in look(browser, folder, address, "page.html")[0]}


@pytest.mark.parametrize("kind", PLANTED)
def test_a_planted_fault_is_found(tmp_path, browser, kind):
    assert kind in {found for found, _ in kinds(tmp_path, browser, PLANTED[kind])}


@pytest.mark.parametrize("kind", ["outside", "failed", "console", "fonts", "formulas", "too wide"])
def test_a_planted_fault_is_found_from_a_folder_as_from_a_server(tmp_path, browser, kind):
    assert len([view for found, view in kinds(tmp_path, browser, PLANTED[kind]) if found == kind]) == 2


@pytest.mark.parametrize("what", DEAF)
def test_what_does_not_answer_its_keys_is_found(tmp_path, browser, what):
    assert "deaf" in {found for found, _ in kinds(tmp_path, browser, DEAF[what])}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_too_little_contrast_in_one_theme_is_found(tmp_path, browser, theme):
    style = f"<style>@media (prefers-color-scheme: {theme}) {{ p {{ color: #777; background: #888 }} }}</style><p>Words</p>"
    assert [view.split(", ")[1] for found, view in kinds(tmp_path, browser, style) if found == "axe: color-contrast"] == [theme]


@pytest.mark.parametrize("bad", ['<span style="color: #999">(</span> <span style="color: #999">bad</span>', '<span style="background: #444">bad</span>', '<b style="background: #444"><span>bad</span></b>'])
def test_too_little_contrast_in_a_program_is_found_among_words_of_other_looks(tmp_path, browser, bad):
    words = '<span>one</span> <span style="color: #a00">two</span> ' * 3
    content = f'<div class="highlight" style="background: #fff; color: #222"><pre>{words}{bad} {words}</pre></div>'
    assert "axe: color-contrast" in {found for found, _ in kinds(tmp_path, browser, content)}
    assert kinds(tmp_path, browser, content.replace(bad, "")) == set()


def test_what_is_too_wide_only_when_unfolded_is_found(tmp_path, browser):
    content = '<details><summary>More</summary><div style="width: 3000px">x</div></details>'
    assert "too wide" in {found for found, _ in kinds(tmp_path, browser, content)}


def test_a_clean_page_passes(tmp_path, browser):
    assert kinds(tmp_path, browser, SOUND) == set()


def test_an_exception_on_a_page_is_found(tmp_path, browser):
    assert "console" in {found for found, _ in kinds(tmp_path, browser, "<script>nothing.here</script>")}
