"""The published site: versions beside one another, a root that leads to them, links that work from any depth."""

import re

from tools.site import absolute, publish, versions

ADDRESS = "https://owner.github.io/name/"


def book(folder, version, **files):
    """A built book that says which version it is."""
    folder.mkdir(parents=True)
    (folder / "index.html").write_text(f"the book, {version}")
    (folder / "404.html").write_text(f'<a href="index.html">first page of {version}</a>')
    for name, content in files.items():
        (folder / f"{name}.html").write_text(content)
    return folder


def test_two_tags_and_main_stand_side_by_side_and_the_root_leads_to_the_latest(tmp_path):
    site = tmp_path / "site"
    for version in ("v1.0", "latest", "v1.1"):
        publish(book(tmp_path / version, version), site, version, ADDRESS, "A Book")
    assert {name: (site / name / "index.html").read_text() for name in versions(site)} == {
        "latest": "the book, latest", "v1.1": "the book, v1.1", "v1.0": "the book, v1.0"}
    root = (site / "index.html").read_text()
    assert 'content="0; url=latest/"' in root and f'rel="canonical" href="{ADDRESS}latest/"' in root
    assert re.findall('<li><a href="(.*?)/">', (site / "versions.html").read_text()) == ["latest", "v1.1", "v1.0"]
    assert (site / "404.html").read_text() == '<a href="/name/latest/index.html">first page of latest</a>'
    assert (site / ".nojekyll").exists()


def test_a_version_that_is_built_again_leaves_nothing_of_the_old_one(tmp_path):
    publish(book(tmp_path / "old", "latest", gone="x"), tmp_path / "site", "latest", ADDRESS, "A Book")
    publish(book(tmp_path / "new", "latest", come="x"), tmp_path / "site", "latest", ADDRESS, "A Book")
    assert {path.name for path in (tmp_path / "site/latest").iterdir()} == {"index.html", "404.html", "come.html"}


def test_before_main_is_published_the_root_leads_to_the_newest_tag(tmp_path):
    for version in ("v1.9", "v1.10", "v1.2"):
        publish(book(tmp_path / version, version), tmp_path / "site", version, ADDRESS, "A Book")
    assert versions(tmp_path / "site") == ["v1.10", "v1.9", "v1.2"]
    assert 'url=v1.10/"' in (tmp_path / "site/index.html").read_text()


def test_the_root_has_the_sitemap_of_the_latest_book(tmp_path):
    built = book(tmp_path / "built", "latest")
    (built / "sitemap.xml").write_text("<urlset/>")
    publish(built, tmp_path / "site", "latest", ADDRESS, "A Book")
    publish(book(tmp_path / "old", "v1.0"), tmp_path / "site", "v1.0", ADDRESS, "A Book")
    assert (tmp_path / "site/sitemap.xml").read_text() == "<urlset/>"


def test_only_relative_addresses_are_made_absolute():
    page = ('<html data-content_root="./"><a href="a.html#b"><a href="../versions.html"><a href="#main"><a href="/x"><a href="https://x.org">'
            '<img src="data:,"><form action="search.html"><script src="_static/a.js?v=1"></script><p data-href="a.html">')
    assert absolute(page, "/name/latest/") == (
        '<html data-content_root="/name/latest/"><a href="/name/latest/a.html#b"><a href="/name/versions.html"><a href="#main"><a href="/x">'
        '<a href="https://x.org"><img src="data:,"><form action="/name/latest/search.html"><script src="/name/latest/_static/a.js?v=1"></script>'
        '<p data-href="a.html">')
