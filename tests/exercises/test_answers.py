"""What each answer to each task scores: the solution, the stub, wrong answers and right ones written differently."""

import os

import pytest

from tests.exercises import problem_sets
from tests.exercises.warm_process import WarmProcess

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="forks a warm process for each answer")


@pytest.fixture(scope="module")
def warm():
    with WarmProcess() as process:
        yield process


def full(notebook):
    return {task.name: task.points for task in problem_sets.tested(notebook)}


@pytest.mark.parametrize("name", problem_sets.NAMES)
def test_the_solution_has_full_points(warm, name):
    notebook = problem_sets.solution(name)
    scores, outputs = problem_sets.grade(warm, notebook, {})
    assert scores == full(notebook), [problem_sets.error(cell) for cell in outputs.values()]


@pytest.mark.parametrize("answer", problem_sets.answers("right"), ids=str)
def test_a_right_answer_written_differently_keeps_full_points(warm, answer):
    notebook = problem_sets.solution(answer.problem_set)
    scores, outputs = problem_sets.grade(warm, notebook, {answer.task: answer.source})
    assert scores == full(notebook), [problem_sets.error(cell) for cell in outputs.values()]


@pytest.mark.parametrize("answer", problem_sets.answers("wrong"), ids=str)
def test_a_wrong_answer_loses_its_task_and_no_other_and_is_told_why(warm, answer):
    notebook = problem_sets.solution(answer.problem_set)
    scores, outputs = problem_sets.grade(warm, notebook, {answer.task: answer.source}, visible_of=answer.task)
    assert scores == full(notebook) | {answer.task: 0}

    tests = next(task.tests for task in problem_sets.tested(notebook) if task.name == answer.task)
    graded = next(cell.id for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade_id") == tests)
    kind, fragment = answer.caught_by
    seen = problem_sets.error(outputs["visible"])
    if kind == "hidden":
        assert seen == "", "the visible tests catch this one already: say so with `# message:`"
        seen = problem_sets.error(outputs[graded])
    assert fragment in seen


def test_every_task_has_wrong_and_right_answers():
    for name in problem_sets.NAMES:
        for task in problem_sets.tested(problem_sets.solution(name)):
            wrong, right = (
                [answer for answer in problem_sets.answers(kind) if (answer.problem_set, answer.task) == (name, task.name)]
                for kind in ("wrong", "right"))
            assert len(wrong) >= 3, f"{name}, {task.name}: at least three wrong answers that students give"
            assert len(right) >= 2, f"{name}, {task.name}: at least two right answers written differently"
            assert any(answer.caught_by[0] == "hidden" for answer in wrong), f"{name}, {task.name}: one that only hidden tests catch"


def test_every_answer_belongs_to_a_task_and_says_what_it_is():
    known = {(name, task.name) for name in problem_sets.NAMES for task in problem_sets.tested(problem_sets.solution(name))}
    for answer in problem_sets.answers("wrong") + problem_sets.answers("right"):
        assert (answer.problem_set, answer.task) in known, f"{answer.path} answers no task"
        assert answer.source.startswith("# "), f"{answer.path}: its first line says in a comment what is in it"
    for answer in problem_sets.answers("wrong"):
        kind, fragment = answer.caught_by
        assert kind in ("message", "hidden") and fragment, f"{answer.path}: its second line is `# message: …` or `# hidden: …`"
