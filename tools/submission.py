"""A problem set's notebook: its tasks, and a submission made by putting answers into its solution cells."""

import copy
from dataclasses import dataclass

from nbgrader.utils import is_grade, is_solution


@dataclass(frozen=True)
class Task:
    """One task: the grade_id of its solution cell, which names it, the grade_id of its test cell, its points.

    A task graded by hand has one cell for the answer and the points, so that `tests` is its name.
    """

    name: str
    tests: str
    points: float

    @property
    def by_hand(self):
        """Whether a person gives the points."""
        return self.tests == self.name


def tasks(notebook):
    """The tasks of a notebook, in order: each solution cell with the test cell that follows it, each cell graded by hand.

    Raises ValueError where a solution cell has no test cell, or a test cell no solution cell.
    """
    found, solution = [], None
    for cell in notebook.cells:
        if not is_grade(cell) and not is_solution(cell):
            continue
        settings = cell.metadata.nbgrader
        if is_grade(cell) and is_solution(cell) and solution is None:
            found.append(Task(settings.grade_id, settings.grade_id, settings.points))
        elif is_grade(cell) and not is_solution(cell) and solution is not None:
            found.append(Task(solution, settings.grade_id, settings.points))
            solution = None
        elif is_solution(cell) and not is_grade(cell) and solution is None:
            solution = settings.grade_id
        else:
            raise ValueError(f"cell {settings.grade_id}: a task is one solution cell, then one test cell, or one cell graded by hand")
    if solution is not None:
        raise ValueError(f"cell {solution}: no test cell follows this solution cell")
    return found


def fill(notebook, answers):
    """A copy of the notebook with the sources in `answers` (task name → source) as its solution cells.

    Raises KeyError for an answer to a task that the notebook does not have.
    """
    notebook, missing = copy.deepcopy(notebook), set(answers)
    for cell in notebook.cells:
        if is_solution(cell) and cell.metadata.nbgrader.grade_id in answers:
            cell.source = answers[cell.metadata.nbgrader.grade_id]
            missing.remove(cell.metadata.nbgrader.grade_id)
    if missing:
        raise KeyError(f"the notebook has no task {', '.join(sorted(missing))}")
    return notebook
