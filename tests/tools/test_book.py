"""make book: executes nothing twice, does nothing when nothing changed, and fails on every warning, every time."""

import pytest
from nbformat.v4 import new_markdown_cell

from tools.book import BookError, build


def test_the_book_shows_the_outputs_of_the_one_execution_and_is_left_alone_when_nothing_changes(course):
    first = course.run("tools.book")
    page = course.root / "_build/html/chapters/01/page.html"
    assert first.returncode == 0, first.stderr
    assert course.runs == 1, "nbval executed the page, and the build took its outputs from the cache"
    assert "42" in page.read_text()
    assert first.stdout.rstrip().endswith((course.root / "_build/html/index.html").as_uri())

    built = page.stat().st_mtime_ns
    again = course.run("tools.book")
    assert again.returncode == 0 and "Nothing has changed" in again.stdout
    assert page.stat().st_mtime_ns == built and course.runs == 1


def test_a_warning_fails_the_build_and_fails_it_again(course):
    course.write("index.md", "# A small course\n\n{ref}`nowhere`\n")
    for _ in range(2):
        done = course.run("tools.book")
        assert done.returncode == 1
        assert "index.md:3: WARNING: undefined label: 'nowhere'" in done.stderr
        assert str(course.root) not in done.stderr and "\x1b" not in done.stderr


def test_a_reference_to_a_label_that_is_gone_is_found_on_a_page_that_did_not_change(course):
    course.notebook("chapters/01/page.ipynb", new_markdown_cell("(here)=\n# A page"))
    course.write("index.md", "# A small course\n\n{ref}`here`\n")
    assert course.run("tools.book").returncode == 0
    course.notebook("chapters/01/page.ipynb", new_markdown_cell("# A page"))
    done = course.run("tools.book")
    assert done.returncode == 1 and "undefined label: 'here'" in done.stderr


def test_a_failing_page_leaves_the_book_unbuilt(course):
    course.notebook("chapters/01/page.ipynb", "1 / 0")
    done = course.run("tools.book")
    assert done.returncode == 1 and "ZeroDivisionError" in done.stderr and "was not built: 1 of its notebooks failed" in done.stderr


@pytest.mark.parametrize(("name", "content"), [("_config.yml", "title: ["), ("_toc.yml", "root: a: b"), ("_toc.yml", None)])
def test_a_configuration_that_cannot_be_read_is_named(course, name, content):
    course.write(name, content) if content else (course.root / name).unlink()
    with pytest.raises(BookError, match=f"^{name} cannot be read: "):
        build(course.root)
    assert course.runs == 0


def test_a_page_that_the_table_of_contents_lacks_ends_the_build_before_anything_is_executed(course):
    course.write("chapters/01/lost.md", "# Lost\n")
    done = course.run("tools.book")
    assert done.returncode == 1 and course.runs == 0
    assert done.stderr == "chapters/01/lost.md is not listed in _toc.yml: add it there, or move it out of chapters/.\n"


def test_a_book_that_is_to_be_published_elsewhere_is_built_anew(course, monkeypatch):
    build(course.root)
    stamp = course.root / "_build" / ".book"
    at_home = stamp.read_text()
    monkeypatch.setenv("BOOK_SITE", "https://owner.github.io/name/")
    build(course.root)
    assert stamp.read_text() != at_home and course.runs == 1
