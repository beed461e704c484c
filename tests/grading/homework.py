"""A small nbgrader course whose notebooks import nothing, students with known answers, and stock nbgrader to compare with."""

import contextlib
import io
import os
import shutil
import sys
from datetime import datetime
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from nbgrader.api import Gradebook
from nbgrader.apps import NbGraderAPI
from traitlets.config import PyFileConfigLoader

CONFIG = """
c = get_config()
c.CourseDirectory.course_id = "small"
c.CourseDirectory.root = {root!r}
c.ClearSolutions.code_stub = {{"python": "raise NotImplementedError()"}}
c.Execute.extra_arguments = ["--log-level=ERROR"]
"""
DUE = datetime(2026, 5, 4, 12)
ANSWERS = {
    "right": {"double": "def double(x):\n    return x + x", "squares": "def squares(n):\n    return [k**2 for k in range(n)]", "why": "Since.", "program": "answer = 41"},
    "half": {"double": "def double(x):\n    return 2", "squares": "def squares(n):\n    return [k for k in range(n)]", "why": "Perhaps.", "program": "answer ="},
    "nothing": {},
    "noisy": {"double": "def double(x):\n    print('doubling')\n    return 2 * x", "squares": "def squares(n):\n    raise ValueError('no')", "why": "No."},
}


def graded(source, name, markdown=False, **kind):
    """A cell with nbgrader's settings."""
    cell = (new_markdown_cell if markdown else new_code_cell)(source)
    cell.metadata["nbgrader"] = {"schema_version": 3, "grade_id": name, "grade": False, "solution": False, "locked": False, "task": False, **kind}
    return cell


def solution(source, name, **more):
    """A cell that students fill in."""
    return graded(f"### BEGIN SOLUTION\n{source}\n### END SOLUTION", name, solution=True, **more)


def test_cell(source, name, points):
    """A cell that tests."""
    return graded(source, name, grade=True, locked=True, points=points)


def notebook(*cells):
    """A notebook in Python."""
    return new_notebook(cells=list(cells), metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}})


def homework():
    """A function with visible and hidden tests, one with partial credit, a text and a program graded by hand, a task."""
    return notebook(
        new_markdown_cell("# Homework"),
        new_code_cell("SCALE = 2\nimport math"),
        solution("def double(x):\n    return SCALE * x", "double"),
        test_cell("assert double(1) == 2, 'one is doubled'\n### BEGIN HIDDEN TESTS\nassert double(3) == 6, 'three is doubled'\n### END HIDDEN TESTS", "double_tests", 4),
        solution("def squares(n):\n    return [k * k for k in range(n)]", "squares"),
        test_cell("right = sum(a == b for a, b in zip(squares(4), [0, 1, 4, 9]))\nright / 2", "squares_tests", 2),
        solution("Because.", "why", markdown=True, grade=True, points=3),
        solution("answer = 42", "program", grade=True, points=1),
        graded("A picture, please.", "picture", markdown=True, task=True, points=5, locked=True),
    )


def short(name):
    """A notebook with one function."""
    return notebook(solution(f"def {name}():\n    return 1", name), test_cell(f"assert {name}() == 1", f"{name}_tests", 2))


class Homework:
    """The course in `root`; `make` releases the assignments hw, of one notebook, and two, of two notebooks."""

    def __init__(self, root):
        self.root = Path(root)
        self.url = f"sqlite:///{self.root}/gradebook.db"

    def configure(self, more=""):
        """Write the settings, with `more` of them."""
        (self.root / "nbgrader_config.py").write_text(CONFIG.format(root=str(self.root)) + more, encoding="utf-8")
        return self

    def copy(self, root, more=""):
        """The same course in another folder."""
        shutil.copytree(self.root, root)
        return Homework(root).configure(more)

    def make(self):
        """Source, release and gradebook."""
        for name, notebooks in {"hw": {"hw": homework()}, "two": {"first": short("first"), "second": short("second")}}.items():
            folder = self.root / "source" / name
            folder.mkdir(parents=True)
            for notebook_name, content in notebooks.items():
                nbformat.write(content, folder / f"{notebook_name}.ipynb")
        (self.root / "source" / "hw" / "data.txt").write_text("the instructor's")
        self.configure()
        for name in ("hw", "two"):
            self.stock("generate_assignment", name)
        with self.gradebook() as book:
            book.update_or_create_assignment("hw", duedate=DUE)
        return self

    def gradebook(self):
        """nbgrader's gradebook, for a `with` statement."""
        return Gradebook(self.url, "small")

    def stock(self, command, *arguments, **more):
        """One of nbgrader's own commands."""
        os.environ["PATH"] = os.pathsep.join([os.path.dirname(sys.executable), os.environ.get("PATH", "")])
        config = PyFileConfigLoader("nbgrader_config.py", path=str(self.root)).load_config()
        with contextlib.redirect_stderr(io.StringIO()):
            result = getattr(NbGraderAPI(config=config), command)(*arguments, **more)
        assert result["success"], result.get("log") or result.get("error")

    def hand_in(self, student, answers, when="2026-05-04 10:00:00 UTC", assignment="hw", names=None):
        """Hand in the released notebooks with these answers, {grade_id: source}."""
        folder = self.root / "submitted" / student / assignment
        folder.mkdir(parents=True, exist_ok=True)
        for path in sorted((self.root / "release" / assignment).glob("*.ipynb")):
            if names is None or path.stem in names:
                content = nbformat.read(path, as_version=4)
                for cell in content.cells:
                    if (name := cell.metadata.get("nbgrader", {}).get("grade_id")) in answers:
                        cell.source = answers[name]
                nbformat.write(content, folder / path.name)
        if when:
            (folder / "timestamp.txt").write_text(when)

    def grades(self, student, assignment="hw"):
        """All that the gradebook has: {cell: (automatic, by hand, extra, waits for a person)}, the penalty, the comments, the time."""
        with self.gradebook() as book:
            submission = book.find_submission(assignment, student)
            grades = {grade.name: (grade.auto_score, grade.manual_score, grade.extra_credit, grade.needs_manual_grade)
                      for part in submission.notebooks for grade in part.grades}
            comments = {comment.name: comment.auto_comment for part in submission.notebooks for comment in part.comments}
            return grades, submission.late_submission_penalty, comments, submission.timestamp
