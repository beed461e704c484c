"""An nbgrader course: its settings, its folders, its gradebook, its students. Reads only; nothing of a student's is run or believed."""

import contextlib
import difflib
import os
import re
from pathlib import Path

try:
    import nbgrader  # noqa: F401
except ImportError as error:
    raise ImportError('dlkit.grading works in nbgrader courses and needs nbgrader: pip install "dlkit[course]"') from error

import sqlalchemy.exc
from jupyter_core.paths import jupyter_config_path
from nbgrader.api import Gradebook
from nbgrader.coursedir import CourseDirectory
from nbgrader.utils import chdir
from traitlets import TraitError
from traitlets.config import Config, JSONFileConfigLoader, PyFileConfigLoader

from dlkit.grading.instructor.template import Assignment, CourseError, read_assignment

CONFIG = "nbgrader_config"
UNPRINTABLE = re.compile("[\x00-\x1f\x7f\x80-\x9f\ud800-\udfff]")

__all__ = ["Assignment", "Course", "CourseError"]


class Course:
    """The nbgrader course in the folder `root`, or where nbgrader would find one from here; `db_url` replaces its own.

    `config` is nbgrader's whole configuration, `coursedir` nbgrader's CourseDirectory. Raises CourseError.
    """

    def __init__(self, root=None, db_url=None):
        here = Path(root or os.curdir).absolute()
        if not here.is_dir():
            raise CourseError(f"{here} is not a folder: name the folder of an nbgrader course")
        self.config = load_config(here)
        if root is not None:
            self.config.CourseDirectory.root = str(here)  # as nbgrader's --course-dir does
        if db_url:
            self.config.CourseDirectory.db_url = db_url
        try:
            with chdir(str(here)):  # nbgrader takes a relative root from where it runs
                self.coursedir = CourseDirectory(config=self.config)
                self.root = Path(self.coursedir.root)
                self.db_url, self.course_id = self.coursedir.db_url, self.coursedir.course_id
        except TraitError as error:
            raise CourseError(f"a setting in {CONFIG}.py has the wrong type: {error}") from error
        if not (self.root / f"{CONFIG}.py").is_file() and not (self._database() or self.root / "gradebook.db").is_file():
            raise CourseError(f"{self.root} is not an nbgrader course: it has neither {CONFIG}.py nor gradebook.db; name the course's folder with --course-root")

    def _database(self):
        """The file of the gradebook, None where a server has it."""
        try:
            url = sqlalchemy.engine.make_url(self.db_url)
        except sqlalchemy.exc.ArgumentError as error:
            raise CourseError(f"the gradebook's address {self.db_url!r} is not one that SQLAlchemy knows, such as sqlite:////home/me/course/gradebook.db") from error
        return self.root / url.database if url.drivername.startswith("sqlite") and url.database else None

    @contextlib.contextmanager
    def gradebook(self):
        """nbgrader's gradebook, open for a `with` statement. Raises CourseError where there is none or it cannot be opened."""
        path = self._database()
        if path is not None and not path.is_file():  # nbgrader would make an empty one
            raise CourseError(f"{self.root} has no gradebook yet ({path} is missing): run nbgrader generate_assignment first")
        try:
            gradebook = Gradebook(self.db_url, self.course_id)
        except ImportError as error:
            help = '; pip install "dlkit[postgres]"' if self.db_url.startswith("postgres") else ""
            raise CourseError(f"the gradebook {_without_password(self.db_url)} needs a driver that is not installed ({error}){help}") from error
        except sqlalchemy.exc.SQLAlchemyError as error:
            raise CourseError(f"the gradebook {_without_password(self.db_url)} cannot be opened: {_first_line(error)}") from error
        try:
            with gradebook:
                yield gradebook
        except sqlalchemy.exc.SQLAlchemyError as error:
            raise CourseError(f"the gradebook cannot be read: {_first_line(error)}; after an upgrade of nbgrader, run nbgrader db upgrade") from error

    def assignment(self, name):
        """The assignment `name` as its instructor wrote it. Raises CourseError where there is none or it was never generated."""
        with self.gradebook() as gradebook:
            known = sorted(assignment.name for assignment in gradebook.assignments)
            if name not in known:
                raise CourseError(self._unknown(name, known))
            return read_assignment(self, gradebook.find_assignment(name))

    def _unknown(self, name, known):
        if name and Path(self.coursedir.format_path(self.coursedir.source_directory, ".", name)).is_dir():
            return f"the assignment {name!r} was never generated: run nbgrader generate_assignment {name}"
        near = difflib.get_close_matches(name, known, 1)
        return f"there is no assignment {name!r} in the gradebook; " + (
            f"did you mean {near[0]!r}?" if near else f"it has {', '.join(known)}" if known else "it has none: run nbgrader generate_assignment first")

    def folder(self, student, name):
        """Where a student's submission of an assignment lies, whether it is there or not."""
        return Path(self.coursedir.format_path(self.coursedir.submitted_directory, student, name))

    def roster(self, assignment):
        """The ids of all students, sorted: those in the gradebook and those who have a folder for this assignment."""
        with self.gradebook() as gradebook:
            known = {student.id for student in gradebook.students}
        return sorted(known | {student for student in self._folders(assignment) if not self._strange(student)})

    def left_out(self, assignment):
        """Names of folders in submitted/ that no student can have: control characters, bytes that are no text. As Python writes them."""
        return sorted(ascii(student) for student in self._folders(assignment) if self._strange(student))

    def _strange(self, student):
        return bool(UNPRINTABLE.search(student))

    def _folders(self, assignment):
        """The names of folders in submitted/ that have this assignment in them, excluded students not among them."""
        name = getattr(assignment, "name", assignment)
        pattern = self.coursedir.format_path(self.coursedir.submitted_directory, "(?P<student>[^/]+)", name, escape=True)
        excluded = set(self.coursedir.student_id_exclude.split(","))
        parts = Path(self.coursedir.format_path(self.coursedir.submitted_directory, "*", name)).relative_to(self.root).as_posix()
        before, _, after = parts.partition("*")
        try:
            entries = os.listdir(self.root / before)
        except OSError:
            return []
        paths = ((entry, str(self.root / before / f"{entry}{after}")) for entry in entries if not entry.startswith("."))
        return [entry for entry, path in paths if os.path.lexists(path) and re.fullmatch(pattern, path, re.DOTALL) and entry not in excluded]


def load_config(folder):
    """nbgrader's configuration as it is for commands run in `folder`: that of the user and the machine, then the folder's own."""
    config = Config()
    for place in [*reversed(jupyter_config_path()), str(folder)]:
        for loader, ending in ((PyFileConfigLoader, "py"), (JSONFileConfigLoader, "json")):
            if (path := Path(place, f"{CONFIG}.{ending}")).is_file():
                try:
                    with chdir(str(folder)):
                        config.merge(loader(path.name, path=str(path.parent)).load_config())
                except Exception as error:  # the file is a program of the instructor's
                    raise CourseError(f"{path} cannot be read: {type(error).__name__}: {error}") from error
    return config


def _first_line(error):
    return str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__


def _without_password(url):
    return sqlalchemy.engine.make_url(url).render_as_string(hide_password=True)
