"""Notebooks are executed by nbval, once, and their outputs kept; what goes wrong is said plainly."""

from concurrent.futures import ThreadPoolExecutor

import nbformat
import pytest

from tools.cache import cache_dir, merged, open_cache
from tools.execute import execute
from tools.notebooks import find, read

PAGE = "chapters/01/page.ipynb"


def outputs(course, path):
    """The outputs of the code cells of `path` as the cache of `course` has them."""
    with open_cache(course.root) as cache:
        return [cell.outputs for cell in merged(cache, read(path)).cells if cell.cell_type == "code"]


def test_a_notebook_is_executed_once_until_its_code_or_dlkit_changes(course):
    page = course.root / PAGE
    assert [execute(page, course.root).state for _ in range(2)] == ["ran", "cached"]
    assert course.runs == 1
    assert outputs(course, page)[0][0].text == "42\n"

    notebook = read(page)
    notebook.cells[0].source = "# Another title"
    nbformat.write(notebook, page)
    assert execute(page, course.root).state == "cached", "prose decides no output"

    before = cache_dir(course.root)
    course.write("dlkit/__init__.py", "answer = 43\n")
    assert cache_dir(course.root) != before
    assert execute(page, course.root).state == "ran"
    course.write("dlkit/__init__.py", "answer = 42\n")
    assert execute(page, course.root).state == "cached", "the way back executes nothing"


def test_the_kernel_imports_the_dlkit_beside_the_notebooks(course):
    course.write("dlkit/__init__.py", "answer = 'the one beside the notebooks'\n")
    page = course.notebook("chapters/01/other.ipynb", "import dlkit\ndlkit.answer")
    execute(page, course.root)
    assert outputs(course, page)[0][0].data["text/plain"] == "'the one beside the notebooks'"


def test_two_processes_that_want_the_same_notebook_execute_it_once(course):
    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(lambda _: execute(course.root / PAGE, course.root), range(2)))
    assert sorted(result.state for result in results) == ["cached", "ran"]
    assert course.runs == 1


def test_a_cache_entry_cut_off_by_a_crash_is_executed_again(course):
    page = course.root / PAGE
    execute(page, course.root)
    entry = next(cache_dir(course.root).rglob("base.ipynb"))
    entry.write_text(entry.read_text()[:50])
    assert execute(page, course.root).state == "ran"
    entry.unlink()
    assert execute(page, course.root).state == "ran"
    assert outputs(course, page)[0][0].text == "42\n"


def test_outputs_are_kept_in_order_and_as_they_stand_at_the_end(course):
    page = course.notebook(
        "chapters/01/outputs.ipynb",
        "from IPython.display import clear_output, display\nprint('one')\ndisplay(1)\nprint('two', end=' ')\nprint('three')",
        "shown = display('old', display_id=True)\nshown.update('new')",
        "print('gone')\nclear_output(wait=True)\nprint('10%', end='\\r')\nprint('100%')",
        "shown.update('newest')\n'last'",
    )
    execute(page, course.root)
    mixed, updated, cleared, result = outputs(course, page)
    assert [output.get("text") or output.data["text/plain"] for output in mixed] == ["one\n", "1", "two three\n"]
    assert [output.data["text/plain"] for output in updated] == ["'newest'"]
    assert [output.text for output in cleared] == ["100%\n"]
    assert [(output.data["text/plain"], output.execution_count) for output in result] == [("'last'", 4)]


def test_a_failing_cell_is_shown_with_its_source_and_traceback(course):
    page = course.notebook("chapters/01/wrong.ipynb", "n = 0", "ratio = 1 / n")
    result = execute(page, course.root)
    assert result.state == "failed"
    assert result.message.startswith("chapters/01/wrong.ipynb, code cell 2: ")
    assert "    ratio = 1 / n\n" in result.message and "ZeroDivisionError: division by zero" in result.message
    assert "\x1b" not in result.message
    assert execute(page, course.root).state == "failed", "a failure is never cached"


def test_an_expected_exception_is_kept_as_an_output(course):
    cell = nbformat.v4.new_code_cell("1 / 0", metadata={"tags": ["raises-exception"]})
    page = course.notebook("chapters/01/expected.ipynb", cell)
    assert execute(page, course.root).state == "ran"
    assert outputs(course, page)[0][0].ename == "ZeroDivisionError"


def test_a_cell_that_takes_too_long_fails(course):
    page = course.notebook("chapters/01/slow.ipynb", "import time\ntime.sleep(60)")
    result = execute(page, course.root, cell_timeout=1)
    assert "code cell 1: Timeout of 1 seconds exceeded" in result.message and result.seconds < 30


def test_a_cell_that_takes_the_kernel_with_it_fails(course):
    page = course.notebook("chapters/01/dies.ipynb", "import os", "os._exit(1)")
    assert "code cell 2: the kernel died: out of memory" in execute(page, course.root, cell_timeout=1).message


@pytest.mark.parametrize(("folder", "tags", "state"), [("chapters", [], "failed"), ("chapters", ["remove-stderr"], "ran"), ("solutions", [], "ran")])
def test_a_page_shows_no_warning_unless_a_tag_keeps_it_off_the_page(course, folder, tags, state):
    cell = nbformat.v4.new_code_cell("import warnings\nwarnings.warn('this is old')", metadata={"tags": tags})
    result = execute(course.notebook(f"{folder}/01/warns.ipynb", "x = 1", cell), course.root)
    assert result.state == state
    if state == "failed":
        assert "code cell 2: it writes to stderr" in result.message and "UserWarning: this is old" in result.message


@pytest.mark.parametrize(
    "content",
    [b"", b'{"cells": [{"cell_type": "code", "sou', b"<<<<<<< HEAD\n{}", b"[1, 2]", b'{"cells": 3, "nbformat": 4, "nbformat_minor": 5, "metadata": {}}', b"\xff\xfe\x00"],
    ids=["empty", "cut off", "merge conflict", "a list", "no cells", "no text"],
)
def test_a_corrupted_notebook_ends_in_one_sentence_that_names_it(course, content):
    page = course.root / PAGE
    page.write_bytes(content)
    result = execute(page, course.root)
    assert result.state == "failed"
    assert result.message.startswith(f"{page} is not a valid notebook (") and "git checkout" in result.message
    assert "\n" not in result.message


def test_the_command_says_what_became_of_each_notebook(course):
    broken = course.write("solutions/ps1/ps1.ipynb", "{")
    done = course.run("tools.execute", "--jobs", "2")
    assert done.returncode == 1
    assert [line.split()[0] for line in sorted(done.stdout.splitlines())] == ["failed", "ran"]
    assert str(broken) in done.stderr and "Traceback" not in done.stderr


def test_checkpoints_of_jupyter_are_no_notebooks_of_the_course(course):
    course.notebook("chapters/01/.ipynb_checkpoints/page-checkpoint.ipynb", "1")
    assert find(course.root, ["chapters", "solutions"]) == [course.root / PAGE]


def test_only_the_last_states_of_dlkit_are_kept(course):
    for answer in range(5):
        course.write("dlkit/__init__.py", f"answer = {answer}\n")
        with open_cache(course.root) as cache:
            assert cache.path == cache_dir(course.root)
    kept = list((course.root / "_build" / ".executed").glob("*/"))
    assert len(kept) == 3 and cache_dir(course.root) in kept
