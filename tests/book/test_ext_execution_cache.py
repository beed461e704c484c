from types import SimpleNamespace

from tests.book.tiny import ROOT, build
from tools.cache import cache_dir


def test_the_book_reads_executed_notebooks_where_the_tools_put_them():
    import execution_cache

    config = SimpleNamespace(nb_execution_cache_path="")
    execution_cache.use_course_cache(SimpleNamespace(srcdir=ROOT), config)
    assert config.nb_execution_cache_path == str(cache_dir(ROOT))


def test_the_extension_loads_before_myst_nb_reads_its_settings(tmp_path):
    """The folder is the book's own; nothing is written into it by a page without code."""
    html, said = build(tmp_path, {"index.md": "# Page", "requirements.txt": ""}, ["execution_cache"])
    assert "Page" in html and said == "" and not (tmp_path / "_build" / ".jupyter_cache").exists()
