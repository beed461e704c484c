"""An nbgrader course in a folder of its own: release a problem set, hand in, grade, give feedback, read the scores.

The folder is an ordinary nbgrader course: its formgrader and its other commands work there. `grade` and `feedback` do what
`dlkit grade` and `dlkit feedback` do.
"""

import re
import shutil
from datetime import UTC, datetime
from pathlib import Path

import nbformat
from nbgrader.api import Gradebook
from nbgrader.apps import NbGraderAPI
from traitlets.config import PyFileConfigLoader

from tools.late_policy import TenPercentADay

ROOT = Path(__file__).resolve().parent.parent
CONFIG = "nbgrader_config.py"
MARK = "# An nbgrader course made by tools.demo_course, which deletes this folder before it makes it again."


class Course:
    """The course in `folder`, which is made anew; `problem_set` names a folder of solutions/, `due` is in UTC.

    Raises FileExistsError if the folder holds something that was not made here.
    """

    def __init__(self, folder, problem_set, due):
        self.folder, self.problem_set = Path(folder).resolve(), problem_set
        self._make_folder()
        config = PyFileConfigLoader(CONFIG, path=str(self.folder)).load_config()
        self.database, self.course_id = config.CourseDirectory.db_url, config.CourseDirectory.course_id
        self.api = NbGraderAPI(config=config)
        with self.gradebook() as gradebook:
            gradebook.add_assignment(problem_set, duedate=due.astimezone(UTC).replace(tzinfo=None))

    def _make_folder(self):
        config = self.folder / CONFIG
        if self.folder.exists():
            if any(self.folder.iterdir()) and not (config.is_file() and config.read_text(encoding="utf-8").startswith(MARK)):
                raise FileExistsError(f"{self.folder} holds something else: name a folder that is new or empty")
            shutil.rmtree(self.folder)
        shutil.copytree(ROOT / "solutions" / self.problem_set, self.folder / "solutions" / self.problem_set)
        config.write_text(
            f"""{MARK}
import sys

sys.path.insert(0, {str(ROOT)!r})
from tools.late_policy import TenPercentADay

c = get_config()
load_subconfig({CONFIG!r}, path={str(ROOT)!r})
c.CourseDirectory.root = {str(self.folder)!r}
c.CourseDirectory.db_url = {f"sqlite:///{self.folder}/gradebook.db"!r}
c.AssignLatePenalties.plugin_class = TenPercentADay
c.Execute.extra_arguments = ["--log-level=ERROR"]  # kernels on this machine's own ports need not warn that they are there
""",
            encoding="utf-8",
        )

    def gradebook(self):
        """nbgrader's gradebook, to be used in a `with` statement."""
        return Gradebook(self.database, self.course_id)

    def release(self):
        """The notebook that students get. Raises RuntimeError if nbgrader cannot make it."""
        if error := _error(self.api.generate_assignment(self.problem_set)):
            raise RuntimeError(f"nbgrader could not release {self.problem_set}: {error}")
        return nbformat.read(self.folder / "exercises" / self.problem_set / f"{self.problem_set}.ipynb", as_version=4)

    def submit(self, student, text, when):
        """Hand in the text of a notebook file in a student's name, at a time."""
        folder = self.folder / "submitted" / student / self.problem_set
        folder.mkdir(parents=True)
        (folder / f"{self.problem_set}.ipynb").write_text(text, encoding="utf-8")
        (folder / "timestamp.txt").write_text(f"{when.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC\n", encoding="utf-8")

    def grade(self, observer):
        """Grade what was handed in, in the sandbox where there is one. Returns {student: dlkit.grading.outcome.Outcome}.

        Raises RuntimeError if it cannot be done. `observer` is a dlkit.grading.coordination.coordinator.Observer.
        """
        from dlkit.grading.backends import BackendError
        from dlkit.grading.coordination.coordinator import grade
        from dlkit.grading.coordination.options import Options
        from dlkit.grading.execution.bubblewrap import bwrap_works
        from dlkit.grading.instructor.course import Course as Graded
        from dlkit.grading.instructor.course import CourseError
        from dlkit.grading.recording.record import RecordError

        course = Graded(self.folder)
        sandbox = "bwrap" if bwrap_works()[0] else "none"  # what is handed in here was written by us
        try:
            return grade(course, course.assignment(self.problem_set), Options(jobs=2, sandbox=sandbox), observer).outcomes
        except (CourseError, BackendError, RecordError) as error:
            raise RuntimeError(str(error)) from error

    def mark(self, student, task, points, comment):
        """Give the points for a task that a person grades, as nbgrader's formgrader does, with a comment for the feedback.

        nbgrader asks what lateness costs when it autogrades, before these points are there: it is asked again here.
        """
        with self.gradebook() as gradebook:
            where = task.name, self.problem_set, self.problem_set, student
            grade = gradebook.find_grade(*where)
            grade.manual_score, grade.needs_manual_grade = points, False
            gradebook.find_comment(*where).manual_comment = comment
            gradebook.db.commit()
            submission = gradebook.find_submission(self.problem_set, student)
            if submission.total_seconds_late > 0:
                notebook = submission.notebooks[0]
                notebook.late_submission_penalty = TenPercentADay().late_submission_penalty(
                    student, notebook.score, submission.total_seconds_late)
                gradebook.db.commit()

    def feedback(self):
        """Write everybody's feedback. Returns {student: what went wrong}."""
        from dlkit.grading.feedback.generate import feedback
        from dlkit.grading.instructor.course import Course as Graded

        return feedback(Graded(self.folder), self.problem_set, jobs=2)[1]

    def scores(self, student):
        """What the gradebook has: {graded cell: points}, the late penalty, and the score with the penalty taken off."""
        with self.gradebook() as gradebook:
            submission = gradebook.find_submission(self.problem_set, student)
            notebook = submission.notebooks[0]
            points = {grade.name: grade.score for grade in notebook.grades}
            penalty = notebook.late_submission_penalty or 0.0
            return points, penalty, max(0.0, submission.score - penalty)


def at(text):
    """A time in UTC, from ISO format."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def _error(result):
    """What an nbgrader command failed with, or "". Its log ends with “see the traceback above”: the reason is in there."""
    if result["success"]:
        return ""
    for text in (result.get("log"), result.get("error")):
        if reasons := re.findall(r"^ *(?:\w+\.)*(\w+(?:Error|Exception)\b.*)$", text or "", re.MULTILINE):
            return reasons[-1][:200]
    return "nbgrader gave no reason"
