"""What students get: no solution, no hidden test, no point for nothing; and what every task has to offer them."""

import os
import re

import nbformat
import pytest
from nbgrader.utils import is_grade, is_solution

from tests.exercises import problem_sets
from tests.exercises.warm_process import WarmProcess
from tools.release import release
from tools.submission import tasks


@pytest.fixture(scope="module")
def released():
    """The notebooks that nbgrader makes of solutions/, by name."""
    files = release(problem_sets.ROOT)
    return {name: nbformat.reads(files[f"exercises/{name}/{name}.ipynb"].decode(), as_version=4) for name in problem_sets.NAMES}


def regions(source, name):
    """The parts of a source between ### BEGIN NAME and ### END NAME."""
    return re.findall(rf"### BEGIN {name}\n(.*?)### END {name}", source, re.DOTALL)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="forks a warm process")
@pytest.mark.parametrize("name", problem_sets.NAMES)
def test_the_released_notebook_scores_zero_on_every_task(name, released):
    with WarmProcess() as warm:
        stubs = {cell.metadata.nbgrader.grade_id: cell.source for cell in released[name].cells if is_solution(cell)}
        scores, outputs = problem_sets.grade(warm, problem_sets.solution(name), stubs)
        assert set(scores.values()) == {0}
        _, outputs = problem_sets.grade(warm, released[name], {})
    for cell in released[name].cells:
        expected = "NotImplementedError" if is_grade(cell) else ""
        if cell.cell_type == "code":
            assert problem_sets.error(outputs[cell.id]).startswith(expected), f"{cell.id} should say that the task is to be done"
            assert bool(problem_sets.error(outputs[cell.id])) == bool(expected)


@pytest.mark.parametrize("name", problem_sets.NAMES)
def test_the_released_notebook_holds_no_solution_and_no_hidden_test(name, released):
    text = "\n".join(cell.source for cell in released[name].cells)
    for cell in problem_sets.solution(name).cells:
        secrets = regions(cell.source, "SOLUTION") + regions(cell.source, "HIDDEN TESTS")
        for line in "\n".join(secrets).splitlines():
            assert len(line.strip()) < 20 or line.strip() not in text, f"students would see {line.strip()}"


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
        assert statement.source.startswith(f"## Task {number} ({task.points:g} points). ")
        assert "$$" in statement.source, f"task {number}: its equation"
        assert re.search(r"\b\d+ minutes, \d+ lines", statement.source), f"task {number}: its time and its lines"
        assert re.findall(r"<details><summary>Hint (\d): [^<]+</summary>\n\n", hints.source) == ["1", "2", "3"]
        assert hints.source.count("\n\n</details>") == 3
        assert regions(answer.source, "SOLUTION") and '"""' in answer.source, f"task {number}: a signature with its docstring"
        assert sum(len(region.splitlines()) for region in regions(answer.source, "SOLUTION")) <= 15
        assert len(regions(tests.source, "HIDDEN TESTS")) == 1
        assert problem_sets.visible(tests).count("assert ") >= 3, f"task {number}: visible tests that diagnose the common slips"
        assert problem_sets.visible(tests).rstrip().endswith(f'print("Task {number}: the visible tests pass.")')


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
