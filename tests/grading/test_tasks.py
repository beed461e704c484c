"""dlkit.grading.instructor.tasks and checksum: what is a task, who grades it, what it is called, which cells answer it; nbgrader's checksum."""

import itertools

import pytest
from nbgrader.utils import compute_checksum

from dlkit.grading.instructor.checksum import checksum
from dlkit.grading.instructor.tasks import Task, tasks
from tests.grading.small_course import code, settings, text


def test_every_graded_cell_is_a_task_with_the_answers_before_it():
    cells = [
        text("a", "# A set\n\n## Task 1 (2 points). The **square**"), code("b", "", settings("square", "solution")), code("c", "", settings("helper", "solution")),
        code("d", "", settings("square_tests", "test", 2)), text("e", "## A word in between"), code("f", "", settings("more_tests", "test", 1)),
        text("g", "## Exercise 2: Half"), code("h", "", settings("half", "solution")), code("i", "", settings("given", "locked")), code("j", "", settings("half_tests", "test", 3)),
        code("k", "", settings("last_tests", "test", 1)), text("l", "## Why?"), text("m", "", settings("why", "hand", 1.5)), code("n", "", settings("sketch", "hand", 1)),
        text("o", "### A picture", settings("picture", "task", 4)),
    ]
    assert tasks(cells) == [
        Task("square_tests", "1. The square", 2.0, False, ("square", "helper")), Task("more_tests", "A word in between", 1.0, False, ()),
        Task("half_tests", "2. Half (half_tests)", 3.0, False, ("half",)), Task("last_tests", "2. Half (last_tests)", 1.0, False, ()),
        Task("why", "why", 1.5, True, ("why",)), Task("sketch", "sketch", 1.0, True, ("sketch",)), Task("picture", "A picture", 4.0, True, ()),
    ]


@pytest.mark.parametrize(("grade", "solution", "locked", "kind"), list(itertools.product([False, True], [False, True], [False, True], ["code", "markdown"])))
def test_the_checksum_of_any_cell_is_nbgraders(grade, solution, locked, kind):
    cell = (code if kind == "code" else text)("a", "x = 'é'", {"nbgrader": {"grade_id": "a", "schema_version": 3, "grade": grade, "solution": solution, "locked": locked, "task": False, "points": 2}})
    assert checksum(cell) == compute_checksum(cell)
