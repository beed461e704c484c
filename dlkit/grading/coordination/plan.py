"""Who is graded in a run, and who keeps the outcome they have."""

from pathlib import Path

from nbgrader.utils import parse_utc

from dlkit.grading.instructor.course import CourseError
from dlkit.grading.intake.take_in import nothing_in
from dlkit.grading.outcome import LOOK


def plan(course, assignment, options, recorder, runs, observer):
    """(the run's name, all its students, those of them to be graded now). Raises CourseError."""
    unfinished = runs.unfinished() if options.resume else None
    if options.resume and unfinished is None:
        observer.say("There is no unfinished run; a new one begins.")
    if unfinished:
        run, students = unfinished
        done = recorder.of_run(run)
        return run, students, [student for student in students if student not in done]
    roster = course.roster(assignment)
    if strange := course.left_out(assignment):
        observer.say(f"Left out, as no student can have such a name: {', '.join(strange)}")
    students = roster if options.students is None else sorted(set(options.students))
    if unknown := [student for student in students if student not in roster]:
        raise CourseError(f"no student {', '.join(unknown)}: neither in the gradebook nor with a folder in submitted/ that has {assignment.name}")
    if not students:
        raise CourseError(f"nobody to grade: the gradebook has no students and nobody has handed in {assignment.name}")
    latest = {} if options.force else recorder.latest()
    todo = [student for student in students if options.force or _due(student, latest.get(student), options, course, recorder)]
    return runs.begin(todo), students, todo


def _due(student, last, options, course, recorder):
    """Whether a student is graded, who has the outcome `last`."""
    if options.only_failed:
        return last is not None and last.outcome in LOOK
    place = recorder.place(student)
    if last is not None and last.outcome == "missing":
        return not nothing_in(course, recorder.assignment, student)
    if last is None or not place.exists():
        return True
    submitted = course.coursedir.format_path(course.coursedir.submitted_directory, student, recorder.assignment.name)
    new, old = handed_in(submitted), handed_in(place)
    return new is not None and old is not None and new > old  # nbgrader's rule


def handed_in(folder):
    """The time in a folder's timestamp.txt, or None."""
    try:
        return parse_utc((Path(folder) / "timestamp.txt").read_text(encoding="utf-8").strip())
    except (OSError, ValueError, OverflowError):
        return None
