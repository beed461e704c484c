from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import BeautifulSoup
from sphinx.errors import ConfigError

from tests.book.site.check import served
from tests.book.tiny import build, notebook

import launch  # isort: skip  (tiny puts _ext on the path)

PAGES = {"index.md": "# Book\n\n```{toctree}\npart one/first\nnotes\n```\n", "notes.md": "# Notes",
         "part one/first.ipynb": notebook("# First\n\nText.")}
THEME = {"html_theme": "sphinx_book_theme", "html_context": {"default_mode": "auto"}}
PUBLISHED = {"dl_repository": "https://github.com/owner/name", **THEME}
HUB = "https://hub.example.org/class/hub/user-redirect/git-pull?repo=https%3A%2F%2Fgithub.com%2Fowner%2Fname&branch=launch-latest"
FOLLOWED = "HTMLAnchorElement.prototype.click = function () { window.followed = this.href }; null"  # instead of a tab of another host


def page(folder, name):
    return BeautifulSoup((folder / "_build/html" / name).read_text(encoding="utf-8"), "html.parser")


def links(folder, **config):
    """{service: address} on the notebook's page."""
    _, said = build(folder, PAGES, ["launch"], **config)
    assert said == ""
    menu = page(folder, "part one/first.html").select_one("h1 + nav.dl-launch")
    return {link["class"][0].removeprefix("dl-launch-"): link["href"] for link in menu.select("a[href]")}


def test_a_notebook_opens_on_binder_and_colab_from_the_branch_of_its_version(tmp_path):
    assert links(tmp_path, **PUBLISHED, dl_version="v1.0") == {
        "binder": "https://mybinder.org/v2/gh/owner/name/launch-v1.0?urlpath=lab%2Ftree%2Fpart+one%2Ffirst.ipynb",
        "colab": "https://colab.research.google.com/github/owner/name/blob/launch-v1.0/part%20one/first.ipynb",
    }


def test_the_link_to_a_hub_tells_nbgitpuller_what_to_fetch_and_what_to_open(tmp_path):
    address = links(tmp_path, **PUBLISHED, dl_hub="https://hub.example.org/class/")["hub"]
    assert address.startswith("https://hub.example.org/class/hub/user-redirect/git-pull?")
    assert parse_qs(urlsplit(address).query) == {
        "repo": ["https://github.com/owner/name"], "branch": ["launch-latest"],
        "targetpath": ["name-latest"], "urlpath": ["lab/tree/name-latest/part one/first.ipynb"],
    }
    assert page(tmp_path, "part one/first.html").select(".dl-launch form, script[src*=launch]") == []


def test_two_versions_are_never_pulled_into_one_folder():
    pulled = {version: launch.addresses(PUBLISHED["dl_repository"], version, "a.ipynb")["hub"] for version in ("latest", "v1.0")}
    assert len({parse_qs(urlsplit(address).query)["targetpath"][0] for address in pulled.values()}) == 2


def test_a_page_that_is_no_notebook_has_no_links(tmp_path):
    links(tmp_path, **PUBLISHED)
    assert page(tmp_path, "index.html").select(".dl-launch, script[src*=launch]") == []
    assert page(tmp_path, "notes.html").select(".dl-launch, script[src*=launch]") == []


def test_a_book_built_at_home_has_no_links_and_no_script(tmp_path):
    _, said = build(tmp_path, PAGES, ["launch"], **THEME)
    assert said == "" and page(tmp_path, "part one/first.html").select("h1")
    assert page(tmp_path, "part one/first.html").select(".dl-launch, script[src*=launch]") == []


@pytest.mark.parametrize("address", ["github.com/owner/name", "https://github.com/owner", "https://gitlab.com/owner/name"])
def test_an_address_that_the_services_do_not_know_is_refused_in_one_sentence(tmp_path, address):
    with pytest.raises(ConfigError, match="^BOOK_REPOSITORY .* is “.*”, and should be https://github.com/owner/name: the launch buttons"):
        build(tmp_path, PAGES, ["launch"], dl_repository=address)


@pytest.fixture
def base(tmp_path):
    """The address of the folder of two notebooks' pages."""
    build(tmp_path, {**PAGES, "part one/second.ipynb": notebook("# Second")}, ["launch"], **PUBLISHED)
    with served(tmp_path / "_build/html") as address:
        yield f"{address}part%20one/"


def test_the_reader_types_the_hub_once_with_the_keyboard_and_every_page_knows_it(base, browser):
    browser.visit(f"{base}first.html")
    page = browser.page
    page.get_by_role("button", name="JupyterHub").press("Enter")
    assert page.evaluate("document.activeElement.id") == "dl-hub"
    page.keyboard.type("hub.example.org/class/hub/home")
    page.evaluate(FOLLOWED)
    page.keyboard.press("Enter")
    assert page.evaluate("window.followed").startswith(HUB)
    assert not page.get_by_label("The address of your JupyterHub").is_visible()
    page.goto(f"{base}second.html")
    address = page.get_by_role("link", name="JupyterHub").get_attribute("href")
    assert address.startswith(HUB) and address.endswith("second.ipynb")


def test_a_reader_who_changes_the_hub_finds_the_old_address_to_correct(base, browser):
    browser.visit(f"{base}first.html")
    browser.evaluate("localStorage.setItem('dl-hub', 'https://old.example.org/')")
    browser.page.reload()
    browser.page.get_by_role("button", name="change hub").click()
    field = browser.page.get_by_label("The address of your JupyterHub")
    assert field.input_value() == "https://old.example.org/"
    field.fill("https://new.example.org")
    browser.evaluate(FOLLOWED)
    field.press("Enter")
    address = browser.page.get_by_role("link", name="JupyterHub").get_attribute("href")
    assert address.startswith("https://new.example.org/hub/user-redirect/")


@pytest.mark.parametrize("typed", ["javascript:alert(1)", "ftp://hub.example.org", "https://", "two words"])
def test_what_is_no_address_of_a_hub_is_said_and_not_kept(base, browser, typed):
    browser.visit(f"{base}first.html")
    page = browser.page
    page.get_by_role("button", name="JupyterHub").click()
    page.get_by_label("The address of your JupyterHub").fill(typed)
    page.get_by_role("button", name="Open there").click()
    assert f"“{typed}” is no address of a hub" in page.locator("#dl-hub-note").text_content()
    assert page.evaluate("localStorage.getItem('dl-hub')") is None and not page.get_by_role("link", name="JupyterHub").is_visible()


def test_without_javascript_there_is_no_control_that_does_nothing(base, browser):
    with browser.browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{base}first.html")
        controls = page.locator(".dl-launch :is(a, button, input)")
        assert [control.text_content() for control in controls.all() if control.is_visible()] == ["Binder", "Colab"]
