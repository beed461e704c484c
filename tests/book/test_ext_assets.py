import sys
from types import SimpleNamespace

import pytest
from sphinx.errors import ExtensionError
from sphinx.util.docutils import SphinxDirective

from tests.book.tiny import build

import assets  # isort: skip  (tiny puts _ext on the path)

PAGES = {"index.md": "# Page\n\n```{toy}\n```\n\n```{toy}\n```\n", "other.md": "---\norphan: true\n---\n# Other"}


class Toy(SphinxDirective):
    """A directive whose page needs toy/toy.js."""

    def run(self):
        assets.need(self.env, self.env.docname, "toy/toy.js")
        return []


def setup_toy(app):
    app.setup_extension("assets")
    app.add_directive("toy", Toy)
    return {"version": "1"}


@pytest.fixture
def extension(tmp_path, monkeypatch):
    """The name of an extension with the directive above; its script lies in this test's own _assets folder."""
    (tmp_path / "_assets" / "toy").mkdir(parents=True)
    (tmp_path / "_assets" / "toy" / "toy.js").write_text("// toy")
    monkeypatch.setattr(assets, "ASSETS", tmp_path / "_assets")
    monkeypatch.setitem(sys.modules, "toy_extension", SimpleNamespace(setup=setup_toy))
    return "toy_extension"


def test_a_script_is_linked_once_and_only_where_it_is_needed(tmp_path, extension):
    html, said = build(tmp_path / "book", PAGES, [extension])
    assert said == ""
    assert html.count("toy/toy.js") == 1 and "toy.js" not in (tmp_path / "book/_build/html/other.html").read_text()
    assert (tmp_path / "book/_build/html/_static/toy/toy.js").read_text() == "// toy"


def test_a_script_is_a_classic_one_that_waits_for_the_page(tmp_path, extension):
    html, _ = build(tmp_path / "book", PAGES, [extension])
    tag = next(line for line in html.splitlines() if "toy/toy.js" in line)
    assert 'defer="defer"' in tag and "module" not in tag


def test_a_page_that_is_not_read_again_keeps_its_script(tmp_path, extension):
    build(tmp_path / "book", PAGES, [extension])
    (tmp_path / "book/_build/html/index.html").unlink()
    html, _ = build(tmp_path / "book", PAGES, [extension])
    assert html.count("toy/toy.js") == 1


def test_a_page_that_no_longer_needs_a_script_loses_it(tmp_path, extension):
    build(tmp_path / "book", PAGES, [extension])
    html, _ = build(tmp_path / "book", {**PAGES, "index.md": "# Page"}, [extension])
    assert html and "toy.js" not in html


def test_a_script_that_is_not_there_ends_the_build_with_its_name(tmp_path, extension):
    (tmp_path / "_assets" / "toy" / "toy.js").unlink()
    with pytest.raises(ExtensionError, match=r"index needs the script toy/toy\.js, but there is no file _assets/toy"):
        build(tmp_path / "book", PAGES, [extension])
