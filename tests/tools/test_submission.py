"""The tasks of a problem set, as tools read them from nbgrader's cells."""

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from tools.submission import Task, fill, tasks


def cell(grade_id, *, grade, solution, points=0, make=new_code_cell):
    settings = {"grade_id": grade_id, "grade": grade, "solution": solution, "points": points}
    return make(f"the source of {grade_id}", metadata={"nbgrader": settings})


SQUARE, TEST = cell("square", grade=False, solution=True), cell("square_test", grade=True, solution=False, points=2)
CUBE, AGAIN = cell("cube", grade=False, solution=True), cell("square_again", grade=True, solution=False, points=2)
ESSAY = cell("essay", grade=True, solution=True, points=3, make=new_markdown_cell)


def test_a_task_is_a_solution_with_its_tests_or_an_answer_that_a_person_grades():
    notebook = new_notebook(cells=[new_markdown_cell("Title"), SQUARE, new_code_cell("1 + 1"), TEST, ESSAY])
    found = tasks(notebook)
    assert found == [Task("square", "square_test", 2), Task("essay", "essay", 3)]
    assert [task.by_hand for task in found] == [False, True]


@pytest.mark.parametrize("cells", [[SQUARE], [TEST], [SQUARE, CUBE, TEST], [SQUARE, ESSAY, TEST], [SQUARE, TEST, AGAIN]])
def test_a_solution_without_tests_and_tests_without_a_solution_are_named(cells):
    with pytest.raises(ValueError, match="cube|square|essay"):
        tasks(new_notebook(cells=cells))


def test_an_answer_is_put_into_its_cell_whether_code_or_text():
    notebook = new_notebook(cells=[SQUARE, TEST, ESSAY])
    filled = fill(notebook, {"square": "def square(x): ...", "essay": "It is four."})
    assert [cell.source for cell in filled.cells] == ["def square(x): ...", TEST.source, "It is four."]
    assert notebook.cells[0].source == SQUARE.source
    with pytest.raises(KeyError, match="no task root"):
        fill(notebook, {"root": ""})
