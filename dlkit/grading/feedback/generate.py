"""What students get back: nbgrader's feedback with its own layout, without hidden tests, with each test's message in plain sight."""

import contextlib
import functools
import html
import logging
import shutil
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from nbconvert.preprocessors import CSSHTMLHeaderPreprocessor
from nbgrader.converters import GenerateFeedback
from nbgrader.converters.base import NbGraderException
from nbgrader.preprocessors import GetGrades
from traitlets import List

from dlkit.grading.feedback.explain import Explain
from dlkit.grading.feedback.exporter import Page, is_ours, with_page
from dlkit.grading.feedback.hide import HideTests
from dlkit.grading.feedback.sentences import SENTENCES
from dlkit.grading.instructor.course import Course
from dlkit.grading.recording.journal import latest_outcomes


class Feedback(GenerateFeedback):
    """nbgrader's converter from autograded/ to feedback/, with two preprocessors more."""

    preprocessors = List([GetGrades, HideTests, Explain]).tag(config=True)

    def _exporter_class_default(self):
        return Page

    def init_notebooks(self):
        """One student's notebooks: nbgrader would take [ and * in a student's id for a pattern."""
        folder = self._format_source(self.coursedir.assignment_id, self.coursedir.student_id)
        self.notebooks, self.assignments = [], {folder: sorted(map(str, Path(folder).glob("*.ipynb")))}


def feedback(course, assignment, students=None, only_new=False, jobs=1, observer=None):
    """Write the feedback of an assignment. Returns ({student: folder}, {student: why it could not be written}).

    Everybody's is written anew, since points given by hand and comments change without the submission changing; with
    `only_new` only that of submissions that are newer than their feedback, as nbgrader does it. Students whose submission
    has no notebook that can be read get a page that says so. `jobs` processes write, `observer` is called once a student.
    """
    outcomes = latest_outcomes(course, assignment)
    known = set(course.roster(assignment)) | set(outcomes)
    written, failed = {}, {}
    tasks = [(student, outcomes.get(student), assignment, only_new) for student in (sorted(known) if students is None else students)]
    with contextlib.ExitStack() as stack:
        if jobs > 1 and len(tasks) > 1:
            pool = ProcessPoolExecutor(min(jobs, len(tasks)), initializer=_open, initargs=(course.root, course.db_url))
            results = stack.enter_context(pool).map(_write, tasks, chunksize=4)
        else:
            results = map(functools.partial(_write, course=course), tasks)
        for (student, *_), (folder, error) in zip(tasks, results):
            if observer:
                observer(student)
            if folder:
                written[student] = folder
            elif error:
                failed[student] = error
            elif students is not None:
                failed[student] = "nothing was handed in" if student in known else "the course has no such student"
    return written, failed


def _open(root, db_url):
    """In a process of its own: the course."""
    global COURSE
    COURSE = Course(root, db_url)


COURSE = None


def _write(task, course=None):
    """One student's feedback: (folder, "") or (None, what went wrong), (None, "") where there is nothing to say."""
    (student, outcome, assignment, only_new), course = task, course or COURSE
    coursedir = course.coursedir
    folder = Path(coursedir.format_path(coursedir.feedback_directory, student, assignment))
    if any(Path(coursedir.format_path(coursedir.autograded_directory, student, assignment)).glob("*.ipynb")):
        error = _convert(course, assignment, student, outcome, only_new)
    elif outcome is not None and outcome.outcome != "missing":
        error = _page(folder, assignment, outcome, Path(coursedir.format_path(coursedir.submitted_directory, student, assignment)))
    else:
        return None, ""
    return (None, error) if error else (folder, "")


def _convert(course, assignment, student, outcome, only_new):
    """Have nbgrader write one student's feedback. Returns what went wrong, or ""."""
    coursedir, log = course.coursedir, _Errors()
    before = coursedir.assignment_id, coursedir.student_id
    coursedir.assignment_id, coursedir.student_id = assignment, student
    try:
        converter = Feedback(coursedir=coursedir, config=with_page(course.config), log=log.logger)
        explain = type("Explain", (Explain,), {"outcome": outcome})
        styled = [] if is_ours(converter.config) else [CSSHTMLHeaderPreprocessor]
        converter.preprocessors = [explain if part is Explain else part for part in converter.preprocessors] + styled
        converter.force = not only_new
        converter.start()
    except NbGraderException as error:
        return log.reason() or str(error)
    finally:
        coursedir.assignment_id, coursedir.student_id = before
    return ""


class _Errors:
    """A logger that keeps errors for whoever asks."""

    def __init__(self):
        self.logger, self.records = logging.Logger("dlkit.feedback"), []
        handler = logging.Handler(logging.ERROR)
        handler.emit = lambda record: self.records.append(record.getMessage())
        self.logger.addHandler(handler)

    def reason(self):
        """The last line of the first traceback."""
        tracebacks = [text for text in self.records if text.startswith("Traceback")]
        return tracebacks[0].strip().splitlines()[-1][:300] if tracebacks else ""


PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>{title}</title>
<style>body {{ color: #1a1f27; font: 16px/1.6 sans-serif; margin: 3em auto; max-width: 38em; padding: 0 1em; }}</style></head>
<body><h1>{title}</h1><p><b>{sentence}</b></p>{why}{notes}<p>Ask your teacher whether you may hand it in again.</p></body></html>
"""


def _page(folder, assignment, outcome, submitted):
    """A page for a submission that has no graded notebook. Returns what went wrong, or ""."""
    notes = "".join(f"<li>{html.escape(note)}</li>" for note in outcome.notes)
    why = f"<p>What was seen: {html.escape(outcome.why)}.</p>" if outcome.why else ""
    text = PAGE.format(title=html.escape(assignment), sentence=SENTENCES[outcome.outcome], why=why, notes=f"<ul>{notes}</ul>" if notes else "")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{assignment}.html").write_text(text, encoding="utf-8")
        for name in ("timestamp.txt", "submission_secret.txt"):  # nbgrader release_feedback hands out nobody's where one is missing
            if (path := submitted / name).is_file() and not path.is_symlink():
                shutil.copyfile(path, folder / name)
    except OSError as error:
        return f"{folder}: {error.strerror}"
    return ""
