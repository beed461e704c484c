"""exercises/ follows from solutions/, holds no answers, and is never written over somebody's work."""

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell

from tools.exercises import differences, present, write
from tools.release import ReleaseError, release

RELEASED = "exercises/ps1/ps1.ipynb"


def graded(source, grade_id, points=None):
    """A cell with nbgrader's metadata: a test worth `points`, or a solution."""
    kind = {"grade": points is not None, "solution": points is None, "locked": points is not None, "task": False}
    metadata = {"nbgrader": {"grade_id": grade_id, "schema_version": 3, **kind, **({"points": points} if points else {})}}
    return new_code_cell(source, metadata=metadata)


def by_hand(source, grade_id="essay"):
    """A Markdown cell for an answer that a person grades."""
    settings = {"grade_id": grade_id, "schema_version": 3, "grade": True, "solution": True, "locked": False, "task": False, "points": 3}
    return new_markdown_cell(source, metadata={"nbgrader": settings})


def problem_set(course, marker="### BEGIN HIDDEN TESTS", answer="return x * x"):
    return course.notebook(
        "solutions/ps1/ps1.ipynb",
        new_markdown_cell("# Square a number"),
        graded(f"def square(x):\n    ### BEGIN SOLUTION\n    {answer}\n    ### END SOLUTION", "square"),
        graded(f"assert square(2) == 4\n{marker}\nassert square(-3) == 9\n### END HIDDEN TESTS", "square-test", 2),
    )


def cells(content):
    return [cell.source for cell in nbformat.reads(content.decode(), as_version=4).cells]


def test_a_released_notebook_holds_no_solution_and_no_hidden_test(course):
    problem_set(course)
    title, solution, test = cells(release(course.root)[RELEASED])
    assert title == "# Square a number"
    assert "NotImplementedError" in solution and "x * x" not in solution
    assert test == "assert square(2) == 4"


def test_a_task_graded_by_hand_is_released_without_its_model_answer(course):
    course.notebook("solutions/ps1/ps1.ipynb", by_hand("*Your answer.*\n\n### BEGIN SOLUTION\nIt is four.\n### END SOLUTION"))
    assert cells(release(course.root)[RELEASED]) == ["*Your answer.*\n\nYOUR ANSWER HERE"]


def test_a_misspelt_marker_of_a_model_answer_is_named(course):
    course.notebook("solutions/ps1/ps1.ipynb", by_hand("### BEGIN SOLUTON\nIt is four.\n### END SOLUTION"))
    with pytest.raises(ReleaseError, match=r"cell 1 \(essay\) has the marker lines \['BEGIN SOLUTON', 'END SOLUTION'\]"):
        release(course.root)


def test_the_release_has_the_same_bytes_however_the_solutions_were_saved(course):
    path = problem_set(course)
    first = release(course.root)
    notebook = nbformat.read(path, as_version=4)
    notebook.cells[1].update(execution_count=3, outputs=[nbformat.v4.new_output("stream", text="x")])
    notebook.metadata["widgets"] = {"state": 1}
    nbformat.write(notebook, path)
    course.write("solutions/ps1/.ipynb_checkpoints/ps1-checkpoint.ipynb", "{}")
    assert release(course.root) == first


def test_data_files_of_a_problem_set_are_released_with_it(course):
    problem_set(course)
    course.write("solutions/ps1/data.csv", "1,2\n")
    assert release(course.root)["exercises/ps1/data.csv"] == b"1,2\n"


def test_nbgrader_leaves_nothing_in_the_course(course):
    problem_set(course)
    before = sorted(course.root.rglob("*"))
    release(course.root)
    assert sorted(path for path in course.root.rglob("*") if "__pycache__" not in path.parts) == before


MISSPELT = ["### BEGIN HIDDEN TEST", "### Begin hidden tests", "# BEGIN_HIDDEN_TESTS", "### HIDDEN TESTS", "### BEGIN HIDEN TESTS", ""]


@pytest.mark.parametrize("marker", MISSPELT)
def test_a_misspelt_marker_is_named_before_students_see_the_hidden_tests(course, marker):
    problem_set(course, marker)
    with pytest.raises(ReleaseError, match=r"solutions/ps1/ps1\.ipynb, cell 3 \(square-test\) has the marker lines .*is one misspelt"):
        release(course.root)
    assert not (course.root / RELEASED).exists()


def test_a_misspelt_solution_marker_is_named(course):
    path = problem_set(course)
    path.write_text(path.read_text().replace("BEGIN SOLUTION", "BEGIN SOLUTON"))
    with pytest.raises(ReleaseError, match=r"cell 2 \(square\) has the marker lines \['BEGIN SOLUTON', 'END SOLUTION'\]"):
        release(course.root)


def test_what_nbgrader_refuses_is_said_with_its_reason(course):
    path = problem_set(course)
    path.write_text(path.read_text().replace('"square-test"', '"square"'))
    with pytest.raises(ReleaseError, match="nbgrader cannot make exercises/ps1 from solutions/ps1: .*Duplicate grade id"):
        release(course.root)


def test_writing_makes_the_check_pass_and_writing_again_changes_nothing(course):
    problem_set(course)
    wanted = release(course.root)
    assert list(differences(course.root, wanted)) == [f"{RELEASED} is missing: make exercises writes it from solutions/ps1/ps1.ipynb."]
    assert write(course.root, wanted) == []
    assert present(course.root) == wanted and list(differences(course.root, wanted)) == []
    assert write(course.root, wanted) == [] and present(course.root) == wanted


def test_changed_solutions_are_written_over_what_make_wrote_before(course):
    problem_set(course)
    write(course.root, release(course.root))
    problem_set(course, answer="return x ** 2  # another way")
    course.notebook("solutions/ps2/ps2.ipynb", "1")
    wanted = release(course.root)
    assert write(course.root, wanted) == [] and present(course.root) == wanted


def test_the_files_of_a_problem_set_that_is_no_more_go_and_a_stranger_s_file_stays(course):
    problem_set(course)
    course.notebook("solutions/ps2/ps2.ipynb", "1")
    write(course.root, release(course.root))
    (course.root / "solutions/ps2/ps2.ipynb").unlink()
    (course.root / "solutions/ps2").rmdir()
    course.write("exercises/ps1/notes.txt", "mine")
    wanted = release(course.root)
    write(course.root, wanted, force=True)
    assert present(course.root) == wanted | {"exercises/ps1/notes.txt": b"mine"}
    assert not (course.root / "exercises/ps2").exists()
    assert [line.split(" has")[0] for line in differences(course.root, wanted)] == ["exercises/ps1/notes.txt"]


def test_an_edited_exercise_is_named_and_overwritten_only_when_forced(course):
    problem_set(course)
    assert course.run("tools.exercises").returncode == 0
    path = course.root / RELEASED
    mine = path.read_text().replace("raise NotImplementedError", "return x + x  #")
    path.write_text(mine)

    check = course.run("tools.exercises", "--check")
    assert check.returncode == 1
    assert f"{RELEASED} is not what solutions/ps1/ps1.ipynb gives." in check.stderr and "make exercises FORCE=1" in check.stderr
    refused = course.run("tools.exercises")
    assert refused.returncode == 1 and path.read_text() == mine
    assert refused.stderr.startswith(f"{RELEASED}: edited since make exercises wrote it, so nothing was overwritten.")
    forced = course.run("tools.exercises", "--force")
    assert forced.returncode == 0 and "return x + x" not in path.read_text()
    assert course.run("tools.exercises", "--check").returncode == 0
