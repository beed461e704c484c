"""Committed notebooks hold what somebody wrote, and nothing else."""

import nbformat
import pytest

from tools.strip import stripped, text


def noisy():
    """A notebook as an editor leaves it: run, with ids and metadata of its own."""
    output = nbformat.v4.new_output("stream", text="hello\n")
    code = nbformat.v4.new_code_cell("print('hello')\n# ∂L/∂z", execution_count=7, outputs=[output])
    code.metadata.update(tags=["numpy"], scrolled=True, execution={"iopub.status.busy": "now"}, collapsed=False, jupyter={})
    graded = nbformat.v4.new_code_cell("assert True", metadata={"nbgrader": {"grade_id": "t1", "points": 2}, "deletable": False})
    metadata = {"kernelspec": {"name": "my-env", "display_name": "mine"}, "widgets": {}, "vscode": {"interpreter": "x"}}
    return nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# Title"), code, graded], metadata=metadata)


def test_what_was_written_stays_and_what_was_run_goes():
    notebook = stripped(noisy())
    title, code, graded = notebook.cells
    assert (title.source, code.source) == ("# Title", "print('hello')\n# ∂L/∂z")
    assert code.outputs == [] and code.execution_count is None
    assert code.metadata == {"tags": ["numpy"]}
    assert graded.metadata == {"nbgrader": {"grade_id": "t1", "points": 2}, "deletable": False}
    assert notebook.metadata.kernelspec.name == "python3" and set(notebook.metadata) == {"kernelspec", "language_info"}


def test_stripping_twice_gives_the_same_bytes_and_keeps_the_ids():
    before = noisy()
    once = stripped(before)
    assert [cell.id for cell in once.cells] == [cell.id for cell in before.cells]
    assert text(stripped(nbformat.reads(text(once), as_version=4))) == text(once)
    assert "∂L/∂z" in text(once) and text(once).endswith("}\n")


def test_cells_without_an_id_of_their_own_get_one_that_follows_from_their_source():
    notebook = noisy()
    notebook.cells.append(nbformat.v4.new_markdown_cell("# Title"))
    for cell in notebook.cells:
        cell.pop("id", None)
    ids = [cell.id for cell in stripped(notebook).cells]
    assert len(set(ids)) == 4
    assert [cell.id for cell in stripped(notebook).cells] == ids
    for cell in notebook.cells:
        cell.id = "copied"
    copies = [cell.id for cell in stripped(notebook).cells]
    assert copies[0] == "copied" and len(set(copies)) == 4
    nbformat.validate(stripped(notebook))


@pytest.mark.parametrize("check", [True, False])
def test_the_command_names_what_is_not_stripped_and_mends_it_unless_asked_only_to_check(course, check):
    before = text(noisy())
    page = course.write("chapters/01/page.ipynb", before)
    done = course.run("tools.strip", *(["--check"] if check else []))
    if check:
        assert done.returncode == 1
        assert done.stderr == "chapters/01/page.ipynb holds outputs or other noise: make strip takes it out.\n"
        assert page.read_text() == before
    else:
        assert (done.returncode, done.stdout) == (0, "stripped chapters/01/page.ipynb\n")
        assert course.run("tools.strip", "--check").returncode == 0


def test_a_corrupted_notebook_is_named_and_left_as_it_is(course):
    page = course.write("chapters/01/page.ipynb", "{")
    done = course.run("tools.strip")
    assert done.returncode == 1 and "page.ipynb is not a valid notebook" in done.stderr and "Traceback" not in done.stderr
    assert page.read_text() == "{"
