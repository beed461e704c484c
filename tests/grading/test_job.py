"""dlkit.grading.execution.job: what goes into the sandbox; and the whole way from a folder to results, without a sandbox."""

import base64
import dataclasses
import datetime
import json
import os
import sys

import nbformat
import pytest
from nbformat.v4 import new_code_cell

from dlkit.grading.execution import conduct
from dlkit.grading.execution.attempt import in_words
from dlkit.grading.execution.job import cell_names, job
from dlkit.grading.execution.launch import Slot
from dlkit.grading.instructor.course import Course
from dlkit.grading.intake.take_in import take_in
from tests.grading.small_course import cell_named
from tools import demo_course
from tools.submission import fill, tasks

LIMITS = {"cell_seconds": 60, "seconds": 200, "memory": 2**31, "processes": 64, "disk": 2**28}


def of(course, assignment, student, name="lab"):
    """A student's submission and its job."""
    submission = take_in(course, assignment, student)
    return submission, job(submission, name, assignment, LIMITS)


def test_a_job_has_the_code_cells_in_order_and_tests_compiled(small, course, lab, student):
    small.submit(student, small.solved())
    _, found = of(course, lab, student)
    assert [(cell["name"], cell["kind"], cell.get("points")) for cell in found["cells"]] == [
        ("cell 1", "cell", None), ("square", "cell", None), ("square_tests", "test", 2.0), ("given", "cell", None), ("cell 6", "cell", None),
        ("half", "cell", None), ("half_tests", "test", 3.0), ("sketch", "cell", None)]
    assert "square(-4)" in found["cells"][2]["source"] and found["cells"][2]["code"] == lab.notebooks["lab"].tests["square_tests"]
    assert set(found["files"]) == {"data/numbers.txt", "helper.py", "timestamp.txt"} and (found["name"], found["limits"]) == ("lab", LIMITS)
    json.dumps(found)


def test_of_two_files_by_one_name_the_instructors_is_sent(small, course, lab, student):
    small.submit(student, small.solved())
    submission = dataclasses.replace(take_in(course, lab, student), files={"helper.py": b"mine", "own.txt": b"mine"})
    files = {path: base64.b64decode(content) for path, content in job(submission, "lab", lab, LIMITS)["files"].items()}
    assert files == {**lab.files, "own.txt": b"mine"}


def test_nothing_of_a_students_is_a_test(small, course, lab, student):
    notebook = small.solved()
    notebook.cells.append(new_code_cell("1", metadata={"nbgrader": {"grade": True, "solution": False, "grade_id": "mine", "points": 100, "locked": True}}))
    cell_named(notebook, "half").metadata.nbgrader.update(grade=True, solution=False, points=100)
    small.submit(student, notebook)
    _, found = of(course, lab, student)
    assert [cell["name"] for cell in found["cells"] if cell["kind"] == "test"] == ["square_tests", "half_tests"]


def test_names_are_unique_whatever_the_instructor_calls_a_cell():
    settings = {"grade": False, "solution": True, "locked": False, "schema_version": 3}
    cells = [new_code_cell("a", metadata={"nbgrader": {**settings, "grade_id": "cell 1"}}), new_code_cell("b"), new_code_cell("c")]
    assert cell_names(nbformat.v4.new_notebook(cells=cells)) == ["cell 1", "cell 1*", "cell 2"]


def test_cells_that_nbgrader_would_not_run_are_not_run(small, course, lab, student):
    notebook = small.solved()
    notebook.cells.append(new_code_cell("raise ValueError", metadata={"tags": ["skip-execution"]}))
    small.submit(student, notebook)
    assert of(course, lab, student)[1]["cells"][-1]["source"] == ""


@pytest.fixture(scope="module")
def slot(lab):
    """A warm process without a sandbox."""
    slot = Slot(lab.modules, "none")
    yield slot
    slot.close()


def errors(result):
    return {name: cell["error"] and cell["error"][0] for name, cell in result["cells"].items()}


def test_the_solution_runs_and_the_released_notebook_fails_every_test(small, course, lab, student, slot):
    small.submit(student, small.solved())
    _, found = of(course, lab, student)
    result = conduct.run(slot, found)
    assert result["ending"] == "done" and set(errors(result).values()) == {None}
    assert result["cells"]["half_tests"]["outputs"][0]["data"] == {"text/plain": "3.0"}
    small.submit(student, small.released())
    result = conduct.run(slot, of(course, lab, student)[1])
    assert errors(result)["square_tests"] == errors(result)["half_tests"] == "NotImplementedError" and errors(result)["given"] is None


def test_a_broken_submission_gets_the_points_of_what_is_right(small, course, lab, student, slot):
    notebook = small.solved()
    for name in ("square_tests", "setup"):
        notebook.cells.remove(cell_named(notebook, name))
    cell_named(notebook, "half").source = "def half(x): return x // 2"
    cell_named(notebook, "half_tests").source = "3"
    small.submit(student, notebook)
    result = conduct.run(slot, of(course, lab, student)[1])
    assert set(errors(result).values()) == {None} and result["cells"]["half_tests"]["outputs"][0]["data"] == {"text/plain": "2.0"}


def test_files_larger_than_a_message_arrive(small, course, lab, student, slot):
    place = small.submit(student, small.solved())
    for name in "abcde":
        (place / name).write_bytes(bytes(12 * 2**20))
    _, found = of(course, lab, student)
    found["cells"][0]["source"] = "import os\nassert sum(os.path.getsize(name) for name in 'abcde') == 60 * 2**20"
    result = conduct.run(slot, found)
    assert result["ending"] == "done" and errors(result)["cell 1"] is None


@pytest.fixture(scope="module")
def problem_set(tmp_path_factory):
    """This course's first problem set in an nbgrader course of its own."""
    course = demo_course.Course(tmp_path_factory.mktemp("demo") / "course", "ps1_likelihood", datetime.datetime(2030, 1, 1, tzinfo=datetime.UTC))
    with pytest.MonkeyPatch.context() as patch:  # nbgrader calls `alembic`
        patch.setenv("PATH", f"{os.path.dirname(sys.executable)}{os.pathsep}{os.environ['PATH']}")
        released = course.release()
    solution = nbformat.read(course.folder / "solutions" / "ps1_likelihood" / "ps1_likelihood.ipynb", as_version=4)
    names = {task.name for task in tasks(released)}
    answers = {cell.metadata.nbgrader.grade_id: cell.source for cell in solution.cells if cell.metadata.get("nbgrader", {}).get("grade_id") in names}
    when = datetime.datetime(2029, 12, 31, tzinfo=datetime.UTC)
    course.submit("solution", nbformat.writes(fill(released, answers)), when)
    course.submit("stub", nbformat.writes(released), when)
    return course


def test_a_problem_set_of_this_course_gives_its_solution_full_points_and_its_stub_none(problem_set):
    course = Course(problem_set.folder)
    assignment = course.assignment("ps1_likelihood")
    assert course.roster(assignment) == ["solution", "stub"]
    slot = Slot(assignment.modules, "none")
    try:
        results = {}
        for student in ("solution", "stub"):
            submission, found = of(course, assignment, student, "ps1_likelihood")
            assert submission.notes == []
            results[student] = conduct.run(slot, found)
            assert results[student]["ending"] == "done"
    finally:
        slot.close()
    tests = list(assignment.notebooks["ps1_likelihood"].tests)
    assert len(tests) == 7
    assert {errors(results["solution"])[name] for name in tests} == {None} and set(errors(results["solution"]).values()) == {None}
    assert {errors(results["stub"])[name] for name in tests} == {"NotImplementedError"}


@pytest.mark.parametrize("source, words", [("\n  while True:\n    pass", "cell 1 (it begins with while True:) ran longer"), ("\n", "cell 1 ran longer")])
def test_a_cell_without_a_name_is_told_by_its_first_line(source, words):
    cells = [{"name": "cell 11", "source": "other"}, {"name": "cell 1", "source": source}]
    assert in_words("cell 1 ran longer", cells) == words
    assert in_words("squares ran longer", cells) == "squares ran longer"
