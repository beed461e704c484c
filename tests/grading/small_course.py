"""A small nbgrader course with everything in it that an assignment can have: made once, submissions handed in at will."""

import copy
import os
import sys
from pathlib import Path
from unittest import mock

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from nbgrader.api import Gradebook
from nbgrader.apps import NbGraderAPI
from traitlets.config import Config

from dlkit.grading.instructor.course import Course

KERNEL = {"kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}, "language_info": {"name": "python"}}
STUB = "# YOUR CODE HERE\nraise NotImplementedError()"


def settings(grade_id, kind, points=None):
    """nbgrader's settings of a cell: solution, test, locked, hand (graded by a person), task."""
    found = {"grade_id": grade_id, "schema_version": 3, "task": kind == "task", "grade": kind in ("test", "hand"),
             "solution": kind in ("solution", "hand"), "locked": kind in ("test", "locked", "task")}
    return {"nbgrader": found | ({} if points is None else {"points": points})}


def code(name, source, metadata=None):
    """A code cell."""
    return new_code_cell(source, id=name, metadata=metadata or {})


def text(name, source, metadata=None):
    """A cell of text."""
    return new_markdown_cell(source, id=name, metadata=metadata or {})


LAB = [
    text("title", "# Lab"),
    code("setup", "import math\n\nfrom helper import twice\n\nnumbers = [int(line) for line in open('data/numbers.txt')]"),
    text("square-text", "Write `square`."),
    code("square-cell", "def square(x):\n    ### BEGIN SOLUTION\n    return x * x\n    ### END SOLUTION", settings("square", "solution")),
    code("square-test-cell", "assert square(3) == 9, 'is it x times x?'\n### BEGIN HIDDEN TESTS\nassert square(-4) == 16\n### END HIDDEN TESTS", settings("square_tests", "test", 2)),
    code("given-cell", "given = twice(21)", settings("given", "locked")),
    code("use", "area = square(1.5) * math.pi"),
    code("half-cell", "def half(x):\n    ### BEGIN SOLUTION\n    return x / 2\n    ### END SOLUTION", settings("half", "solution")),
    code("half-test-cell", "right = [half(4) == 2, half(3) == 1.5, half(given) == 21]\n3 * sum(right) / len(right)", settings("half_tests", "test", 3)),
    text("why-cell", "### BEGIN SOLUTION\nBecause.\n### END SOLUTION", settings("why", "hand", 1.5)),
    code("sketch-cell", "### BEGIN SOLUTION\nsketch = numbers\n### END SOLUTION", settings("sketch", "hand", 1)),
    text("end", "That is all."),
]
ESSAY = [
    code("greet-cell", "def greet(name):\n    ### BEGIN SOLUTION\n    return f'hello {name}'\n    ### END SOLUTION", settings("greet", "solution")),
    code("greet-test-cell", "assert greet('Ada') == 'hello Ada'", settings("greet_tests", "test", 1)),
    text("task-cell", "Draw something below.\n=== BEGIN MARK SCHEME ===\nIs it drawn?\n=== END MARK SCHEME ===", settings("draw", "task", 2)),
    text("below", "The space below."),
]
ANSWERS = {
    "square": "def square(x):\n    return x * x",
    "half": "def half(x):\n    return x / 2",
    "why": "Because I thought about it.",
    "sketch": "sketch = numbers[:2]",
    "greet": "def greet(name):\n    return f'hello {name}'",
}


class SmallCourse:
    """The course in `folder`: assignments "lab" (one notebook, two files) and "two" (the notebooks lab and essay)."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / "nbgrader_config.py").write_text(
            "c = get_config()\nc.CourseDirectory.course_id = 'small'\n"
            "c.ClearSolutions.code_stub = {'python': '# YOUR CODE HERE\\nraise NotImplementedError()'}\n", encoding="utf-8")
        config = Config()
        config.CourseDirectory.root, config.CourseDirectory.course_id = str(self.folder), "small"
        self.api = NbGraderAPI(config=config)
        self.source("lab", {"lab": LAB})
        self.source("two", {"lab": LAB, "essay": ESSAY})
        self.generate("lab")
        self.generate("two")

    def source(self, assignment, notebooks):
        """Write an assignment's instructor's version."""
        folder = self.folder / "source" / assignment
        (folder / "data").mkdir(parents=True)
        (folder / "data" / "numbers.txt").write_text("1\n2\n3\n", encoding="utf-8")
        (folder / "helper.py").write_text("def twice(x):\n    return 2 * x\n", encoding="utf-8")
        for name, cells in notebooks.items():
            nbformat.write(new_notebook(cells=copy.deepcopy(cells), metadata=KERNEL), folder / f"{name}.ipynb")

    def generate(self, assignment):
        """Have nbgrader generate the student's version."""
        path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])  # nbgrader calls `alembic`
        with mock.patch.dict(os.environ, PATH=path):
            result = self.api.generate_assignment(assignment)
        assert result["success"], result

    def course(self):
        """As the autograder sees it."""
        return Course(self.folder)

    def gradebook(self):
        """nbgrader's gradebook, for a `with` statement."""
        return Gradebook(f"sqlite:///{self.folder}/gradebook.db", "small")

    def released(self, assignment="lab", name="lab"):
        """What a student gets, with the solution cells as released."""
        return nbformat.read(self.folder / "release" / assignment / f"{name}.ipynb", as_version=4)

    def solved(self, assignment="lab", name="lab"):
        """What a good student hands in."""
        notebook = self.released(assignment, name)
        for cell in notebook.cells:
            cell.source = ANSWERS.get(cell.metadata.get("nbgrader", {}).get("grade_id"), cell.source)
        return notebook

    def place(self, student, assignment="lab"):
        """The folder of a submission, made."""
        folder = self.folder / "submitted" / student / assignment
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def submit(self, student, notebook, assignment="lab", name="lab", when="2030-01-01 12:00:00 UTC"):
        """Hand in a notebook, or the text or bytes of its file. Returns the folder."""
        folder = self.place(student, assignment)
        data = notebook if isinstance(notebook, (bytes, str)) else nbformat.writes(notebook)
        (folder / f"{name}.ipynb").write_bytes(data if isinstance(data, bytes) else data.encode("utf-8", "surrogatepass"))
        if when is not None:
            (folder / "timestamp.txt").write_text(when, encoding="utf-8")
        return folder


def cell_named(notebook, name):
    """The cell with a grade_id, or with an id."""
    return next(cell for cell in notebook.cells if name in (cell.metadata.get("nbgrader", {}).get("grade_id"), cell.get("id")))
