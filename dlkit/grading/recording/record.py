"""Records a submission: graded files, grades and outcome, all of them or none."""

import contextlib
import dataclasses
import errno
import secrets
import shutil
from datetime import UTC, datetime
from pathlib import Path

from nbgrader.api import Gradebook

from dlkit.grading.collection.collect import stopped_result
from dlkit.grading.execution.job import cell_names
from dlkit.grading.recording.autograde import Autograder
from dlkit.grading.recording.journal import METADATA, Journal
from dlkit.grading.recording.swap import Swap
from dlkit.grading.recording.transaction import GradebookError, OpenGradebook

THE_SUBMISSIONS = {errno.ENAMETOOLONG, errno.EINVAL, errno.EISDIR, errno.ENOTDIR, errno.EEXIST, errno.EILSEQ}  # errors of its file names
STOPS = {"timeout": "Timeout", "memory": "OutOfMemory", "killed": "Killed", "crashed": "Crashed", "tampered": "Tampered", "done": "NotRun"}


class RecordError(Exception):
    """Nothing can be recorded at present, of anybody; the message says why and what helps."""


class Recorder:
    """The only writer of an assignment's grades and graded files; for one thread, from `Recorder(...)` to `close()`.

    What a recorder that was killed has left half-done is undone or ended here. Raises RecordError.
    """

    def __init__(self, course, assignment, say=print, patience=60.0):
        self.course, self.assignment = course, assignment
        self.folder = Path(course.root) / ".dlkit" / assignment.name
        self.work = self.folder / "work"
        with explained("the folder .dlkit of the course"):
            self._empty_work()
            self.gradebook = OpenGradebook(course.db_url, say, patience)
        try:
            self.journal, self.swap = Journal(self.folder, assignment.name), Swap(self.folder / "pending.json")
            self.autograder = Autograder(course, assignment.name, self.work)
            with explained("the folder .dlkit of the course"), self.gradebook.transaction() as connection:
                METADATA.create_all(connection)
                self.swap.recover(lambda token: self.journal.committed(connection, token))
                self.journal.reconcile(connection)
        except BaseException:
            self.gradebook.close()
            raise

    def close(self):
        """Close the gradebook."""
        shutil.rmtree(self.work, ignore_errors=True)
        self.gradebook.close()

    def latest(self):
        """{student: last outcome} of all runs."""
        with self.gradebook.transaction() as connection:
            return self.journal.latest(connection)

    def of_run(self, run):
        """{student: outcome} of one run."""
        with self.gradebook.transaction() as connection:
            return self.journal.of_run(connection, run)

    def record(self, submission, results, outcome):
        """Record a submission that was run; `results` maps names of notebooks to results of conduct.run.

        Returns the outcome with its scores. Raises RecordError where nobody's could be recorded, and anything else where
        this submission cannot: nothing of it is recorded then.
        """
        outputs = {name: outputs_of(notebook, results[name]) for name, notebook in submission.notebooks.items()}
        token = secrets.token_hex(16)
        with explained(f"the graded files of {submission.student}"):
            try:
                self._empty_work()
                with self.gradebook.transaction() as connection:
                    folder = self.autograder.grade(submission, outputs)
                    outcome = dataclasses.replace(outcome, **self._scores(submission.student), recorded=now())
                    self.journal.insert(connection, outcome, token)
                    self.swap.put(folder, self.place(submission.student), token)
            except BaseException:
                self._settle()
                raise
            self.swap.keep()
            self.journal.append(outcome)
        return outcome

    def note(self, outcome):
        """Record an outcome where there is nothing to grade: the grades stay as they are. Raises RecordError."""
        outcome = dataclasses.replace(outcome, recorded=now())
        with explained("outcomes.jsonl"):
            with self.gradebook.transaction() as connection:
                self.journal.insert(connection, outcome, secrets.token_hex(16))
            self.journal.append(outcome)
        return outcome

    def place(self, student):
        """The folder autograded/STUDENT/ASSIGNMENT, however the course calls it."""
        coursedir = self.course.coursedir
        return Path(coursedir.format_path(coursedir.autograded_directory, student, self.assignment.name)).absolute()

    def _scores(self, student):
        """What the gradebook now has, as the fields of an outcome."""
        with Gradebook(self.course.db_url, self.course.course_id) as book:
            submission = book.find_submission(self.assignment.name, student)
            return {"score": submission.score, "max_score": submission.max_score,
                    "penalty": submission.late_submission_penalty, "needs_manual": submission.needs_manual_grade}

    def _settle(self):
        """After a failure: old files back, unless the transaction was committed after all, as when a connection breaks just then."""
        try:
            with self.gradebook.transaction() as connection:
                self.swap.recover(lambda token: self.journal.committed(connection, token))
        except GradebookError:
            pass  # out of reach: the next recorder does it

    def _empty_work(self):
        shutil.rmtree(self.work, ignore_errors=True)
        self.work.mkdir(parents=True, exist_ok=True)


def outputs_of(notebook, result):
    """The outputs of each cell of a notebook that was run, None for what is no code; cells that did not finish say why."""
    stopped = stopped_result(STOPS.get(result["ending"], "NotRun"), result["why"] or "the notebook ended before this cell")["outputs"]
    found = {name: cell["outputs"] for name, cell in result["cells"].items()}
    return [found.get(name, stopped) if cell.cell_type == "code" else None for cell, name in zip(notebook.cells, cell_names(notebook))]


@contextlib.contextmanager
def explained(what):
    """Make what stops everybody's recording into RecordError: the database, the disk."""
    try:
        yield
    except GradebookError as error:
        raise RecordError(str(error)) from error
    except OSError as error:
        if error.errno in THE_SUBMISSIONS:
            raise
        full = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
        advice = "free some space" if full else "may you write there?"
        raise RecordError(f"{error.filename or what} cannot be written: {error.strerror}; {advice}") from error


def now():
    """The time, as an ISO string in UTC."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")
