"""A class of six made-up students hands in problem set 1 and is graded with dlkit grade: python -m tools.grade_demo.

Everything happens in _build/grade_demo, which is an ordinary nbgrader course afterwards. Exit code 0: all were graded,
with the scores that their answers deserve; 1: not so, and the last lines say where.
"""

import argparse
import os
import sys
import warnings
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import nbformat
from sqlalchemy.exc import SAWarning

from dlkit.grading.coordination.coordinator import Observer
from tools.demo_course import ROOT, Course, at
from tools.execute import environment
from tools.submission import fill, tasks

PROBLEM_SET = "ps1_likelihood"
DUE = at("2026-05-04 12:00")
SOLUTION = ROOT / "solutions" / PROBLEM_SET / f"{PROBLEM_SET}.ipynb"
ANSWERS = ROOT / "tests" / "exercises" / "mutants" / PROBLEM_SET


@dataclass(frozen=True)
class Student:
    """Who hands in what: `answers` maps tasks to files under ANSWERS/TASK/, right/NAME or wrong/NAME.

    Without `answers` a student hands in the released notebook; `text`, where given, is handed in instead of a notebook.
    `marks` are the points that a person gives for tasks graded by hand; `loses` is the part of the points that lateness
    costs.
    """

    name: str
    story: str
    answers: dict = field(default_factory=dict)
    marks: dict = field(default_factory=dict)
    hours_late: float = 0
    loses: float = 0
    text: str = ""

    def deserves(self, found):
        """The points of each of the tasks `found`: all for a right answer, none for a wrong one or none; by hand, the marks."""
        return [
            self.marks.get(task.name, 0) if task.by_hand
            else task.points if self.answers.get(task.name, "").startswith("right/") else 0
            for task in found
        ]


def answer_file(task, name):
    """Where the answer `name` to a task is: Python, or Markdown where a person grades it."""
    return ANSWERS / task.name / f"{name}{'.md' if task.by_hand else '.py'}"


def right_answers(preferred):
    """A file under right/ for each task of the problem set: `preferred`, or the alphabetically first where there is no such."""
    chosen = {}
    for task in tasks(nbformat.read(SOLUTION, as_version=4)):
        names = sorted(path.stem for path in answer_file(task, "right/any").parent.glob("*"))
        chosen[task.name] = f"right/{preferred if preferred in names else next(iter(names), preferred)}"
    return chosen


PERFECT, LOOPS = right_answers("one_hot"), right_answers("python_loops")
WRITTEN, NO_REASONS = {"instrument_losses": 3}, {"instrument_losses": 1.5}  # what a person gives for the two answers to task 8
CLASS = (
    Student("ada", "all right", PERFECT, WRITTEN),
    Student("bernhard", "right, no reasons in task 8", LOOPS | {"instrument_losses": "wrong/losses_without_reasons"}, NO_REASONS),
    Student("chandra", "no 1/n in task 7", PERFECT | {"softmax_gradient": "wrong/missing_mean"}, WRITTEN),
    Student("dirac", "handed in untouched"),
    Student("emmy", "task 6 does not parse", PERFECT | {"cross_entropy": "wrong/does_not_parse"}, WRITTEN),
    Student("fermi", "all right, 26 hours late", PERFECT, WRITTEN, hours_late=26, loses=0.2),
)


def submission(student, released):
    """The text of the file that a student hands in, from the released notebook."""
    sources = {
        task.name: answer_file(task, student.answers[task.name]).read_text(encoding="utf-8")
        for task in tasks(released) if task.name in student.answers}
    return student.text or nbformat.writes(fill(released, sources))


class Lines(Observer):
    """A line for every submission that is graded."""

    def begin(self, run, todo, kept):
        self.done, self.total = 0, len(todo)

    def recorded(self, outcome):
        self.done += 1
        print(f"  {self.done}/{self.total}  {outcome.student:<10} {outcome.seconds:5.1f} s  {outcome.outcome}", flush=True)


def grade_class(course, students):
    """Release, hand in, grade, mark what a person grades, write feedback.

    Returns the tasks, and what failed: {student: why}.
    """
    print(f"releasing {course.problem_set} from solutions/", flush=True)
    released = course.release()
    for student in students:
        course.submit(student.name, submission(student, released), DUE + timedelta(hours=student.hours_late))
    outcomes = course.grade(Lines())
    failed = {name: f"{outcome.outcome}: {outcome.why}" for name, outcome in outcomes.items() if outcome.outcome != "graded"}
    for student in students:
        for task in tasks(released):
            if task.name in student.marks and student.name not in failed:
                points = student.marks[task.name]
                course.mark(student.name, task, points, f"{points:g} of {task.points:g} points, by the criteria of the statement.")
    return tasks(released), course.feedback() | failed


def report(course, students, found, failed):
    """Print students × tasks from the gradebook. Adds to `failed` whoever has other points than deserved."""
    full = sum(task.points for task in found)
    heads = [f"{number} {task.name} /{task.points:g}" for number, task in enumerate(found, 1)]
    print(f"\n{course.problem_set}, due {DUE:%Y-%m-%d %H:%M} UTC, late work loses 10 % of its points each day begun\n")
    print(f"{'student':<10} {'story':<31}", *heads, f"{'late':>6} {f'total /{full:g}':>10}", sep="  ")
    for student in students:
        if student.name in failed:
            print(f"{student.name:<10} {student.story:<31}  {failed[student.name]}")
            continue
        points, penalty, total = course.scores(student.name)
        row = [points[task.tests] for task in found]
        cells = [f"{value:>{len(head)}g}" for value, head in zip(row, heads)]
        print(f"{student.name:<10} {student.story:<31}", *cells, f"{-penalty or 0:>6g} {total:>10g}", sep="  ")
        deserved = student.deserves(found)
        lost = student.loses * sum(deserved)
        if row != deserved or abs(penalty - lost) > 1e-9 or abs(total - sum(row) + penalty) > 1e-9:
            points = ", ".join(f"{value:g}" for value in deserved)
            failed[student.name] = f"the points are wrong: deserved {points} and a penalty of {lost:g}"


def main(arguments=None, students=CLASS):
    """Returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--folder", default=str(ROOT / "_build" / "grade_demo"), help="where the course is made (default: _build/grade_demo)")
    os.environ.update(environment(ROOT))  # nbgrader's kernels inherit it
    os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])  # nbgrader calls `alembic`
    warnings.filterwarnings("ignore", "Object of type <Submitted", SAWarning)  # nbgrader's own, of every new submission
    try:
        course = Course(parser.parse_args(arguments).folder, PROBLEM_SET, DUE)
        found, failed = grade_class(course, students)
    except (OSError, RuntimeError) as error:
        print(error, file=sys.stderr)
        return 1
    report(course, students, found, failed)
    print(f"\nfeedback   {course.folder}/feedback/STUDENT/{PROBLEM_SET}/{PROBLEM_SET}.html\ngradebook  {course.folder}/gradebook.db")
    for name, reason in failed.items():
        print(f"{name}: {reason}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
