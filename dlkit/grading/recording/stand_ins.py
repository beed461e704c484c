"""What stands in nbgrader's converter for parts of its own: the folders, the preprocessor that runs a notebook, the log."""

import logging
import os
import re

import nbformat
from nbconvert.preprocessors import Preprocessor
from nbgrader.coursedir import CourseDirectory
from nbgrader.utils import full_split
from traitlets import Unicode


class Workshop(CourseDirectory):
    """The course's folders, except that submissions come from and go to a folder of our own, `work`."""

    work = Unicode()

    def format_path(self, nbgrader_step, student_id, assignment_id, escape=False):
        """As nbgrader's, below `work` for what is handed in and what is graded."""
        if nbgrader_step not in (self.submitted_directory, self.autograded_directory):
            return super().format_path(nbgrader_step, student_id, assignment_id, escape)
        values = {"nbgrader_step": os.path.basename(nbgrader_step), "student_id": student_id, "assignment_id": assignment_id}
        parts = [part.format(**values) for part in full_split(self.directory_structure.lstrip(os.sep))]
        return re.escape(os.sep).join([re.escape(self.work), *parts]) if escape else os.path.join(self.work, *parts)


class PlaceOutputs(Preprocessor):
    """Puts the outputs into the cells, in the place of nbgrader's Execute. `outputs` is a list, one entry a cell, None for no code."""

    outputs = None

    def __init__(self, **kwargs):
        super().__init__(enabled=True, **kwargs)

    def preprocess_cell(self, cell, resources, index):
        """One cell's outputs, and its number as IPython counts."""
        if cell.cell_type == "code" and (outputs := self.outputs[index]) is not None:
            self.count += 1
            cell.execution_count = self.count
            cell.outputs = [nbformat.from_dict({**output, "execution_count": self.count} if "execution_count" in output else output) for output in outputs]
        return cell, resources

    def preprocess(self, notebook, resources):
        """All of the notebook's cells."""
        self.count = 0
        if len(notebook.cells) != len(self.outputs):
            raise ValueError(f"{len(self.outputs)} cells were run, and nbgrader made {len(notebook.cells)} of them: does a preprocessor of the course add cells?")
        return super().preprocess(notebook, resources)


class Listener(logging.Handler):
    """Keeps what nbgrader says about a submission; it would go across the progress bar."""

    def __init__(self):
        super().__init__(logging.WARNING)
        self.said = []

    def emit(self, record):
        """Keep one line."""
        self.said.append(record.getMessage()[:1000])
