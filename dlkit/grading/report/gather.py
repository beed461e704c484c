"""The numbers of a report: every student's outcome and points, every task's difficulty. Reads only."""

import statistics
from dataclasses import dataclass
from pathlib import Path

from nbgrader.api import Assignment, BaseCell, Grade, Notebook, SubmittedAssignment, SubmittedNotebook

from dlkit.grading.check.find_notebook import CannotCheck, read
from dlkit.grading.instructor.tasks import tasks
from dlkit.grading.outcome import LOOK, OUTCOMES
from dlkit.grading.recording.journal import latest_outcomes

MEANINGS = {**OUTCOMES, "not graded": "it was handed in and dlkit grade has not seen it"}  # what a row's outcome may be


@dataclass(frozen=True)
class Row:
    """A student: `points` by task, None where a person has to give them; `score` is None where there is nothing to score."""

    student: str
    name: str
    outcome: str
    why: str
    points: dict
    score: float | None
    penalty: float
    waiting: bool
    notes: tuple
    submitted: object

    @property
    def total(self):
        """The points with the late penalty taken off."""
        return None if self.score is None else max(0.0, self.score - self.penalty)

    @property
    def look(self):
        """Whether a person should look at it."""
        return self.outcome in LOOK or self.outcome == "not graded"


@dataclass(frozen=True)
class Difficulty:
    """A task and how the class did: of the `graded` ones so many have all points, a part, none; `waiting` wait for a person."""

    key: str
    title: str
    points: float
    by_hand: bool
    graded: int
    mean: float
    full: int
    part: int
    none: int
    waiting: int

    @property
    def share(self):
        """The mean share of the points."""
        return self.mean / self.points if self.points else 0.0


@dataclass(frozen=True)
class Report:
    """An assignment's rows, by student, and its tasks, in the notebook's order."""

    course: str
    assignment: str
    max_score: float
    rows: list
    tasks: list

    @property
    def totals(self):
        """The totals of those that have one because they handed in."""
        return sorted(row.total for row in self.rows if row.total is not None and row.outcome != "missing")

    @property
    def median(self):
        """Of the totals; None without any."""
        return statistics.median(self.totals) if self.totals else None

    @property
    def counts(self):
        """{outcome: how many}, in the order of MEANINGS."""
        found = [row.outcome for row in self.rows]
        return {outcome: found.count(outcome) for outcome in MEANINGS if outcome in found}


def gather(course, assignment):
    """The report of an assignment. Raises CourseError."""
    outcomes = latest_outcomes(course, assignment)
    with course.gradebook() as gradebook:
        entry = gradebook.find_assignment(assignment)
        found = _tasks(course, entry)
        points, penalties, submitted = _grades(gradebook, assignment)
        names = {student.id: " ".join(filter(None, (student.first_name, student.last_name))) for student in gradebook.students}
        max_score = entry.max_score
    rows = []
    for student in sorted({*course.roster(assignment), *outcomes, *points}):
        outcome = outcomes.get(student)
        if outcome is None:
            handed_in = course.folder(student, assignment).exists()
            state, why = ("not graded" if handed_in and student not in points else "graded" if student in points else "missing"), ""
        else:
            state, why = outcome.outcome, outcome.why
        own = points.get(student)
        score = sum(value for value in own.values() if value is not None) if own else 0.0 if state == "missing" else None
        rows.append(Row(student, names.get(student, ""), state, why, own or {}, score, penalties.get(student, 0.0),
                        bool(own) and None in own.values(), outcome.notes if outcome else (), submitted.get(student)))
    return Report(course.course_id, assignment, max_score, rows, [_difficulty(key, title, most, by_hand, rows) for key, title, most, by_hand in found])


def _tasks(course, entry):
    """(key, title, points, by hand) of each graded cell; the key has the notebook's name where there are several."""
    found, several = [], len(entry.notebooks) > 1
    for notebook in sorted(entry.notebooks, key=lambda notebook: notebook.name):
        cells = {cell.name: cell for cell in [*notebook.grade_cells, *notebook.task_cells]}
        path = Path(course.coursedir.format_path(course.coursedir.release_directory, ".", entry.name)) / f"{notebook.name}.ipynb"
        try:
            titles = {task.name: task for task in tasks(read(path)["cells"]) if task.name in cells}
        except CannotCheck:  # no longer there: the gradebook has the names
            titles = {}
        for name in [*titles, *sorted(set(cells) - set(titles))]:
            by_hand = titles[name].by_hand if name in titles else cells[name].cell_type != "code"
            key = f"{notebook.name}/{name}" if several else name
            found.append((key, titles[name].title if name in titles else name, float(cells[name].max_score), by_hand))
    return found


def _grades(gradebook, assignment):
    """{student: {task: points}}, {student: penalty}, {student: when}: two queries, however large the class is."""
    several, points, penalties, submitted = len(gradebook.find_assignment(assignment).notebooks) > 1, {}, {}, {}
    grades = (
        gradebook.db.query(SubmittedAssignment.student_id, Notebook.name, BaseCell.name, Grade.score, Grade.needs_manual_grade)
        .select_from(Grade)
        .join(SubmittedNotebook, Grade.notebook_id == SubmittedNotebook.id)
        .join(SubmittedAssignment, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .join(Assignment, SubmittedAssignment.assignment_id == Assignment.id)
        .join(BaseCell, Grade.cell_id == BaseCell.id)
        .join(Notebook, BaseCell.notebook_id == Notebook.id)
        .filter(Assignment.name == assignment)
    )
    for student, notebook, cell, score, waiting in grades:
        points.setdefault(student, {})[f"{notebook}/{cell}" if several else cell] = None if waiting and not score else score
    handed_in = (
        gradebook.db.query(SubmittedAssignment.student_id, SubmittedAssignment.timestamp, SubmittedNotebook.late_submission_penalty)
        .select_from(SubmittedAssignment)
        .join(Assignment, SubmittedAssignment.assignment_id == Assignment.id)
        .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .filter(Assignment.name == assignment)
    )
    for student, when, penalty in handed_in:
        penalties[student] = penalties.get(student, 0.0) + (penalty or 0.0)
        submitted[student] = when
    return points, penalties, submitted


def _difficulty(key, title, most, by_hand, rows):
    given = [row.points[key] for row in rows if key in row.points and row.outcome != "missing"]
    values = [value for value in given if value is not None]
    full, none = sum(value >= most for value in values), sum(value <= 0 < most for value in values)
    return Difficulty(key, title, most, by_hand, len(values), statistics.fmean(values) if values else 0.0,
                      full, len(values) - full - none, none, len(given) - len(values))
