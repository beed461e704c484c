"""The theme's files that no page asks for, in a small book with the book's theme, and the ones that pages do ask for."""

from tests.book.tiny import build

from dead_weight import DEAD  # isort: skip  (tiny puts _ext on the path)

THEME = {"html_theme": "sphinx_book_theme", "html_context": {"default_mode": "auto"}}


def test_what_is_taken_out_is_there_without_the_extension(tmp_path):
    build(tmp_path, {"index.md": "# Page"}, [], **THEME)
    static = tmp_path / "_build" / "html" / "_static"
    assert [pattern for pattern in DEAD if not [*static.glob(pattern)]] == []


def test_only_what_is_dead_is_taken_out(tmp_path):
    build(tmp_path, {"index.md": "# Page"}, ["dead_weight"], **THEME)
    static = tmp_path / "_build" / "html" / "_static"
    assert [pattern for pattern in DEAD if [*static.glob(pattern)]] == []
    assert (static / "scripts" / "bootstrap.js").exists() and (static / "styles" / "pydata-sphinx-theme.css").exists()
