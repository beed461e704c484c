import pytest
from sphinx.errors import ConfigError

from tests.book.tiny import build, notebook

TOC = "format: jb-book\nroot: index\nchapters:\n  - file: chapters/01/index\n    sections:\n      - file: chapters/01/page\n"
PAGES = {"index.md": "# Book", "chapters/01/index.md": "# One", "chapters/01/page.ipynb": notebook("# Page")}


def run(folder, toc, pages):
    files = {"_toc.yml": toc, **pages}
    return build(folder, files, ["sphinx_external_toc", "toc_check"], external_toc_path="_toc.yml", external_toc_exclude_missing=True)


def test_a_toc_that_lists_every_page_passes(tmp_path):
    html, said = run(tmp_path, TOC, {**PAGES, "chapters/01/.ipynb_checkpoints/page.ipynb": "{}", "README.md": "# no page"})
    assert "Book" in html and said == ""


@pytest.mark.parametrize("name", ["chapters/01/more.md", "chapters/02/index.ipynb", "reference/more.md", "teaching/more.md"])
def test_a_page_missing_from_the_toc_ends_the_build_with_one_sentence(tmp_path, name):
    folder = name.split("/")[0]
    with pytest.raises(ConfigError, match=rf"^{name} is not listed in _toc.yml: add it there, or move it out of {folder}/\.$"):
        run(tmp_path, TOC, {**PAGES, name: "# More"})


def test_an_entry_without_a_file_ends_the_build_with_one_sentence(tmp_path):
    with pytest.raises(ConfigError, match="^_toc.yml lists the page “chapters/01/gone”, but there is no file .*gone.md or .*gone.ipynb.$"):
        run(tmp_path, TOC + "      - file: chapters/01/gone\n", PAGES)
