import re
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup
from PIL import Image
from sphinx.config import Config
from sphinx.errors import ConfigError

from tests.book.tiny import build

from published import configure  # isort: skip  (tiny puts _ext on the path)

FILES = {"index.md": "# Book\n\n```{toctree}\npart/page\n```\n",
         "part/page.md": "# Page\n\n> A motto.\n\n```{note}\nFirst a box.\n```\n\nIs “a < b” & $b$? " + "It is what it is. " * 20}
SITE = {"dl_site": "https://owner.github.io/name/", "html_title": "A Book, Derived"}


def published(folder, name="part/page.html", **config):
    """The page `name` of a book built with `config`, parsed."""
    options = {"html_theme": "sphinx_book_theme", "html_context": {"default_mode": "auto"}, "html_theme_options": {"extra_footer": "A licence."}}
    _, said = build(folder, FILES, ["published"], **{**options, **config})
    assert said == ""
    return BeautifulSoup((folder / "_build/html" / name).read_text(encoding="utf-8"), "html.parser")


def said_elsewhere(page):
    """{name: content} of what a link to the page shows."""
    return {node.get("property") or node.get("name"): node["content"] for node in page.select("meta[property], meta[name]")}


def test_a_book_built_at_home_names_no_address(tmp_path):
    page = published(tmp_path)
    assert not page.select("link[rel=canonical], meta[property^=og]") and not (tmp_path / "_build/html/sitemap.xml").exists()
    assert "version" not in page.select_one(".extra_footer").get_text().lower() and "github.com/owner" not in str(page)


def test_a_link_to_a_page_shows_its_title_its_first_sentences_and_the_picture(tmp_path):
    tags = said_elsewhere(published(tmp_path, **SITE))
    assert tags["og:title"] == "Page" and tags["og:site_name"] == "A Book, Derived"
    assert tags["og:url"] == "https://owner.github.io/name/latest/part/page.html"
    assert tags["og:description"].startswith("Is “a < b” & b? It is") and tags["og:description"].endswith(" It…")
    assert len(tags["og:description"]) <= 200 and tags["description"] == tags["og:description"]
    assert tags["og:image"] == "https://owner.github.io/name/latest/_static/social.png"
    with Image.open(tmp_path / "_build/html/_static/social.png") as picture:
        assert picture.size == (int(tags["og:image:width"]), int(tags["og:image:height"])) == (1200, 630)
        assert len(picture.convert("RGB").quantize(64).getcolors()) > 20, "it is not empty"


def test_a_description_of_the_page_itself_comes_first(tmp_path):
    own = "---\nmyst:\n  html_meta:\n    description: In its own words.\n---\n"
    build(tmp_path, {"index.md": own + "# Book\n\nText."}, ["published"], **SITE)
    tags = (tmp_path / "_build/html/index.html").read_text()
    assert re.findall(r'<meta [^>]*description"[^>]*>', tags) == [
        '<meta content="In its own words." name="description" />', '<meta property="og:description" content="In its own words." />']


def test_the_sitemap_lists_the_pages_to_read_and_no_others(tmp_path):
    published(tmp_path, **SITE)
    found = ElementTree.parse(tmp_path / "_build/html/sitemap.xml").getroot()
    assert sorted(node.text for node in found.iter() if node.tag.endswith("loc")) == [
        "https://owner.github.io/name/latest/index.html", "https://owner.github.io/name/latest/part/page.html"]


def test_an_old_version_says_so_and_leads_to_the_latest_one(tmp_path):
    page = published(tmp_path, **SITE, dl_version="v1.0")
    notice = page.select_one(".bd-header-announcement")
    assert "You are reading version v1.0" in notice.get_text()
    assert notice.a["href"] == "../../latest/part/page.html", "from v1.0/part/page.html to latest/part/page.html"
    assert page.select_one("link[rel=canonical]")["href"] == "https://owner.github.io/name/latest/part/page.html"
    assert said_elsewhere(page)["og:url"] == "https://owner.github.io/name/v1.0/part/page.html"
    assert not (tmp_path / "_build/html/sitemap.xml").exists()
    assert "bd-header-announcement" not in (tmp_path / "_build/html/search.html").read_text(), "it has no page in another version"


def test_the_latest_version_has_no_notice_and_every_version_leads_to_the_list(tmp_path):
    page = published(tmp_path, **SITE)
    assert not page.select(".bd-header-announcement")
    assert page.select_one(".extra_footer").get_text().split() == "A licence. Version latest, all versions.".split()
    assert page.select_one(".extra_footer a")["href"] == "../../versions.html", "beside latest/"


def test_source_code_is_linked_as_it_was_in_that_version():
    for version, branch in (("latest", "main"), ("v1.0", "v1.0")):
        config = Config(overrides={"html_theme_options": {"logo": {}}})
        for name, value in {"repository": "https://github.com/owner/name", "site": "", "version": version, "hub": ""}.items():
            config.add(f"dl_{name}", value, "html", ())
        config.add("html_theme_options", {}, "html", ())
        configure(None, config)
        assert config.html_theme_options == {"logo": {}, "repository_url": "https://github.com/owner/name", "repository_branch": branch}


def test_the_environment_says_where_the_book_is_published(tmp_path, monkeypatch):
    monkeypatch.setenv("BOOK_SITE", "https://owner.github.io/name/")
    monkeypatch.setenv("BOOK_VERSION", "v2.1")
    assert published(tmp_path).select_one("meta[property='og:url']")["content"] == "https://owner.github.io/name/v2.1/part/page.html"


@pytest.mark.parametrize("value", [{"dl_site": "https://owner.github.io/name"}, {"dl_site": "owner.github.io/"}, {"dl_version": "../up"},
                                   {"dl_version": "a/b"}, {"dl_hub": "hub.example.org"}])
def test_a_value_that_would_make_dead_links_is_refused_by_name(tmp_path, value):
    name, text = *value, *value.values()
    with pytest.raises(ConfigError, match=f"^{name.replace('dl_', 'BOOK_').upper()} .* is “{re.escape(text)}”, and should be "):
        build(tmp_path, FILES, ["published"], **value)
