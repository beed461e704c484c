"""nbgrader's Autograde converter, with the outputs of a notebook that was already run put in where it would run one.

All its other preprocessors work as they are: they put locked cells back, save grades and comments, take off late penalties.
"""

import logging
import os
import warnings
from pathlib import Path

import nbformat
from nbconvert.writers import FilesWriter
from nbgrader.converters.autograde import Autograde
from nbgrader.preprocessors import (
    CheckCellMetadata,
    ClearOutput,
    DeduplicateIds,
    Execute,
    OverwriteCells,
    OverwriteKernelspec,
)
from nbgrader.utils import parse_utc, setenv
from sqlalchemy.exc import SAWarning
from traitlets.utils.importstring import import_item

from dlkit.grading.recording.stand_ins import Listener, PlaceOutputs, Workshop

DONE_BEFORE = (ClearOutput, DeduplicateIds, OverwriteKernelspec, OverwriteCells)  # what these mend, the rebuilt notebook has right


class Autograder(Autograde):
    """Grades one submission after the other, without the kernel, the folders and the course-wide loop of nbgrader's command."""

    def __init__(self, course, assignment, work):
        self.trouble = Listener()
        log = logging.getLogger(f"dlkit.grading.nbgrader.{id(self)}")
        log.propagate, log.handlers = False, [self.trouble]
        log.setLevel(logging.WARNING)
        coursedir = Workshop(config=course.config, root=str(course.root), db_url=course.db_url, course_id=course.course_id,
                             assignment_id=assignment, work=str(work), log=log)
        super().__init__(coursedir=coursedir, config=course.config, log=log)
        self.writer = FilesWriter(parent=self, config=self.config)
        self.exporter = self.exporter_class(parent=self, config=self.config)
        self.exporter.optimistic_validation = True  # the notebook is validated once, at the end
        self.place = PlaceOutputs(parent=self.exporter)
        self.sanitizers = [self._ready(kind) for kind in _kinds(self.sanitize_preprocessors) if kind not in (*DONE_BEFORE, CheckCellMetadata)]
        self.savers = [self._ready(kind) for kind in _kinds(self.autograde_preprocessors)]

    def grade(self, submission, outputs):
        """Write the graded notebooks and the grades. `outputs` maps each notebook's name to a list as PlaceOutputs takes it.

        Returns the folder that is to become autograded/STUDENT/ASSIGNMENT. Raises what nbgrader raises.
        """
        # nbgrader puts a submission into the session after it has used it: SQLAlchemy warns, and all of it is written.
        warnings.filterwarnings("ignore", "Object of type <Submitted", SAWarning)
        assignment, student = self.coursedir.assignment_id, submission.student
        self.coursedir.student_id, self.trouble.said = student, []
        source = Path(self.coursedir.format_path(self.coursedir.submitted_directory, student, assignment))
        _write_files(source, submission)
        self.given, self.placed = submission.notebooks, outputs
        self.notebooks = [str(source / f"{name}.ipynb") for name in sorted(submission.notebooks)]
        self._sanitizing = True
        self.init_assignment(assignment, student)
        for path in self.notebooks:
            self.convert_single_notebook(path)
        self.set_permissions(assignment, student)
        self.exporter._nb_metadata.clear()  # it would keep every notebook's
        return Path(os.path.normpath(self.coursedir.format_path(self.coursedir.autograded_directory, student, assignment)))

    def convert_single_notebook(self, path):
        """nbgrader's two passes over a notebook, without writing and reading it in between."""
        name = Path(path).stem
        resources = self.init_single_notebook_resources(path)
        self.place.outputs, notebook = self.placed[name], self.given[name]
        with setenv(NBGRADER_EXECUTION="autograde"):
            if self.sanitizers:  # the course's own
                self.exporter._preprocessors = self.sanitizers
                written, resources = self.exporter.from_notebook_node(notebook, resources=resources)
                notebook = nbformat.reads(written, as_version=4)
            self.exporter._preprocessors = self.savers
            written, resources = self.exporter.from_notebook_node(notebook, resources=resources)
        self.write_single_notebook(written, resources)

    def _ready(self, kind):
        """A preprocessor as the exporter runs it: made once, not once a notebook."""
        if isinstance(kind, type):
            return self.place if issubclass(kind, Execute) else kind(parent=self.exporter)
        return kind


def _kinds(items):
    """The preprocessors of a setting, where names stand for classes."""
    return [import_item(item) if isinstance(item, str) else item for item in items]


def _write_files(folder, submission):
    """What nbgrader looks for in submitted/STUDENT/ASSIGNMENT: other files, the time, and that a notebook is there."""
    folder.mkdir(parents=True)
    for name, data in submission.files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    (folder / "timestamp.txt").unlink(missing_ok=True)
    if submission.timestamp is not None:
        (folder / "timestamp.txt").write_text(f"{parse_utc(submission.timestamp):%Y-%m-%d %H:%M:%S.%f} UTC\n", encoding="utf-8")
    for name in submission.notebooks:
        (folder / f"{name}.ipynb").touch()  # looked for, not read
