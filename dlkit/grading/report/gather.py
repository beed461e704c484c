"""The numbers of a report: every student's outcome and points, every task's difficulty. Reads only."""

import statistics
from pathlib import Path

from nbgrader.api import Assignment, BaseCell, Grade, Notebook, SubmittedAssignment, SubmittedNotebook

from dlkit.grading.instructor.notebook import Unreadable, read
from dlkit.grading.instructor.tasks import tasks
from dlkit.grading.recording.journal import latest_outcomes
from dlkit.grading.report.numbers import Difficulty, Report, Row


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
        except Unreadable:  # no longer there: the gradebook has the names
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
