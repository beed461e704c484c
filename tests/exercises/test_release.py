"""What students get: no solution, no hidden test, no point for nothing; and what every task has to offer them."""

import copy
import os
import re

import nbformat
import pytest
from nbgrader.utils import determine_grade, is_grade, is_solution

from tests.exercises import problem_sets
from tests.exercises.warm_process import WarmProcess
from tools.release import release
from tools.submission import tasks

TIME_AND_LINES = r"\b(\d+) minutes, (\d+) lines\."
COUNTS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight")


@pytest.fixture(scope="module")
def released():
    """The notebooks that nbgrader makes of solutions/, by name."""
    files = release(problem_sets.ROOT)
    return {name: nbformat.reads(files[f"exercises/{name}/{name}.ipynb"].decode(), as_version=4) for name in problem_sets.NAMES}


def regions(source, name):
    """The parts of a source between ### BEGIN NAME and ### END NAME."""
    return re.findall(rf"### BEGIN {name}\n(.*?)### END {name}", source, re.DOTALL)


def answers_by_hand(notebook):
    """The tasks of a notebook that are graded by hand, each with the cell for its answer."""
    cells = {cell.metadata.nbgrader.grade_id: cell for cell in notebook.cells if is_solution(cell)}
    return [(task, cells[task.name]) for task in tasks(notebook) if task.by_hand]


def solution_lines(source):
    """How many lines a solution cell's solution has, empty ones aside."""
    return sum(bool(line.strip()) for region in regions(source, "SOLUTION") for line in region.splitlines())


@pytest.mark.skipif(not hasattr(os, "fork"), reason="forks a warm process")
@pytest.mark.parametrize("name", problem_sets.NAMES)
def test_the_released_notebook_scores_zero_on_every_task(name, released):
    with WarmProcess() as warm:
        stubs = {cell.metadata.nbgrader.grade_id: cell.source for cell in released[name].cells if is_solution(cell)}
        scores, outputs = problem_sets.grade(warm, problem_sets.solution(name), stubs)
        scores |= {task.name: determine_grade(cell)[0] for task, cell in answers_by_hand(released[name])}
        assert set(scores.values()) == {0}, f"the stubs as released scored {scores}: nothing done must score nothing"
        assert list(scores) == [task.name for task in tasks(released[name])]
        _, outputs = problem_sets.grade(warm, released[name], {})
    for cell in released[name].cells:
        expected = "NotImplementedError" if is_grade(cell) else ""
        if cell.cell_type == "code":
            assert problem_sets.error(outputs[cell.id]).startswith(expected), f"{cell.id} should say that the task is to be done"
            assert bool(problem_sets.error(outputs[cell.id])) == bool(expected), f"{cell.id} failed: {problem_sets.error(outputs[cell.id])}"


@pytest.mark.parametrize("name", problem_sets.NAMES)
def test_the_released_notebook_holds_no_solution_and_no_hidden_test(name, released):
    text = "\n".join(cell.source for cell in released[name].cells)
    for cell in problem_sets.solution(name).cells:
        secrets = regions(cell.source, "SOLUTION") + regions(cell.source, "HIDDEN TESTS")
        for line in "\n".join(secrets).splitlines():
            assert len(line.strip()) < 20 or line.strip() not in text, f"students would see {line.strip()}"


@pytest.mark.parametrize("name", problem_sets.NAMES)
def test_of_a_task_graded_by_hand_students_get_an_empty_answer_and_not_the_model_answer(name, released):
    released = copy.deepcopy(released)
    text = " ".join("\n".join(cell.source for cell in released[name].cells).split())
    for (task, model), (_, stub) in zip(answers_by_hand(problem_sets.solution(name)), answers_by_hand(released[name]), strict=True):
        assert stub.cell_type == "markdown" and stub.source.endswith("YOUR ANSWER HERE"), f"{task.name}: the student's cell is {stub.source!r}"
        (answer,) = regions(model.source, "SOLUTION")
        for sentence in re.split(r"(?<=[.:;]) ", " ".join(answer.split())):
            assert len(sentence) < 12 or sentence not in text, f"{task.name}: students would see “{sentence}”"
        stub.source = answer
        assert determine_grade(stub) == (None, task.points), f"{task.name}: an answer waits for a person to grade it"


@pytest.mark.parametrize("name", problem_sets.NAMES)
def test_every_task_has_a_statement_three_hints_a_stub_visible_tests_and_hidden_ones(name, released):
    notebook, by_grade_id = problem_sets.solution(name), {}
    for position, cell in enumerate(notebook.cells):
        if is_solution(cell) or is_grade(cell):
            by_grade_id[cell.metadata.nbgrader.grade_id] = position
    for number, task in enumerate(tasks(notebook), 1):
        position = by_grade_id[task.name]
        statement, hints, answer = notebook.cells[position - 2 : position + 1]
        tests = notebook.cells[by_grade_id[task.tests]]
        heading = f"## Task {number} ({task.points:g} points). "
        assert statement.source.startswith(heading), f"task {number}: two cells above its solution a statement begins “{heading}”"
        assert "$$" in statement.source, f"task {number}: its statement gives the equation, between $$ and $$"
        assert re.search(TIME_AND_LINES, statement.source), f"task {number}: its statement ends with “10 minutes, 8 lines.”"
        numbers = re.findall(r"<details><summary>Hint (\d): [^<]+</summary>\n\n", hints.source)
        assert numbers == ["1", "2", "3"], (
            f"task {number}: the cell above its solution has three hints, “<details><summary>Hint 1: …</summary>”, each with an empty "
            f"line after it; found {numbers}")
        assert hints.source.count("\n\n</details>") == 3, f"task {number}: each hint ends with an empty line and “</details>”"
        assert regions(answer.source, "SOLUTION"), f"task {number}: its solution stands between ### BEGIN SOLUTION and ### END SOLUTION"
        lines = solution_lines(answer.source)
        assert lines <= 15, f"task {number}: a task is solved in 15 lines, its solution has {lines}"
        if task.by_hand:
            criteria = [float(points) for points in re.findall(r"^\|.* \| (\d+(?:\.\d+)?) \|$", statement.source, re.MULTILINE)]
            assert sum(criteria) == task.points, f"task {number}: its statement has a table of criteria, whose points sum to {task.points:g}"
            continue
        assert '"""' in answer.source, f"task {number}: a signature with its docstring"
        assert len(regions(tests.source, "HIDDEN TESTS")) == 1, (
            f"task {number}: the test cell has one part between ### BEGIN HIDDEN TESTS and ### END HIDDEN TESTS")
        assert problem_sets.visible(tests).count("assert ") >= 3, f"task {number}: visible tests that diagnose the common slips"
        last = f'print("Task {number}: the visible tests pass.")'
        assert problem_sets.visible(tests).rstrip().endswith(last), f"task {number}: the visible part of the test cell must end with {last}"


@pytest.mark.parametrize("name", problem_sets.NAMES)
def test_the_table_of_the_title_cell_says_what_the_tasks_say(name):
    cells = problem_sets.solution(name).cells
    title, found, minutes = cells[0].source, tasks(problem_sets.solution(name)), 0
    rows = re.findall(r"^\| (\d+)\. (.+?) \| (\S+) \| (\d+) \| (\d+) \|$", title, re.MULTILINE)
    assert len(rows) == len(found), f"the title cell's table has a row “| 1. Name | points | minutes | lines |” for each of the {len(found)} tasks"
    for number, (task, row) in enumerate(zip(found, rows), 1):
        position = next(i for i, cell in enumerate(cells) if is_solution(cell) and cell.metadata.nbgrader.grade_id == task.name)
        statement, answer = cells[position - 2].source, cells[position].source
        task_minutes, lines = re.search(TIME_AND_LINES, statement).groups()
        heading = statement.splitlines()[0].partition("). ")[2]
        assert row == (str(number), heading, f"{task.points:g}", task_minutes, lines), f"task {number} and its row of the title cell's table"
        written = solution_lines(answer)
        assert written <= int(lines), f"task {number}: the statement says {lines} lines, the solution has {written}"
        minutes += int(task_minutes)
    points = sum(task.points for task in found)
    total = f"{COUNTS[len(found)]} tasks, {points:g} points, about {minutes} minutes."
    assert total in title, f"the title cell says “{total}”"


@pytest.mark.parametrize("name", problem_sets.NAMES)
def test_a_test_cell_takes_nothing_from_other_tasks(name):
    """Functions that another task asks for come from dlkit, as dl.softmax does; so one mistake costs one task."""
    notebook = problem_sets.solution(name)
    asked = {}
    for cell in notebook.cells:
        if is_solution(cell):
            asked[cell.metadata.nbgrader.grade_id] = re.findall(r"^(?:def|class) (\w+)", cell.source, re.MULTILINE)
    for task in tasks(notebook):
        tests = next(cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade_id") == task.tests)
        for other, functions in asked.items():
            for function in functions:
                assert other == task.name or not re.search(rf"(?<![\w.]){function}\(", tests.source), f"{task.tests} calls {function}"
