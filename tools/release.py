"""What nbgrader makes of a problem set for students: no solutions, no hidden tests, the same bytes every time."""

import logging
import re
import shutil
import tempfile
from pathlib import Path

from nbgrader.converters import GenerateAssignment, NbGraderException
from nbgrader.coursedir import CourseDirectory
from traitlets.config import PyFileConfigLoader

from tools.notebooks import read
from tools.strip import stripped, text

MARKER = re.compile(r"\b(BEGIN|END)[ _]+(SOLUTION|HIDDEN|MARK)", re.IGNORECASE)


class ReleaseError(Exception):
    """A problem set that cannot be given to students; the message names it."""


def release(root):
    """The files of exercises/ as they follow from solutions/ in `root`: a dict of path, relative to `root`, to bytes.

    nbgrader works in a temporary copy and without its database, so it touches nothing of the course. Raises ReleaseError.
    """
    sources = sorted(path for path in (root / "solutions").glob("*") if path.is_dir() and path.name[0] not in "._")
    with tempfile.TemporaryDirectory() as folder:
        course = Path(folder)
        config = PyFileConfigLoader("nbgrader_config.py", path=str(root)).load_config()
        config.CourseDirectory.root = str(course)
        config.SaveCells.enabled = False
        config.GenerateAssignment.no_database = True
        for source in sources:
            copy_stripped(source, course / "solutions" / source.name)
            convert(source.name, config)
        files = sorted(path for path in (course / "exercises").rglob("*") if path.is_file())
        return {path.relative_to(course).as_posix(): content(path, course) for path in files}


def copy_stripped(source, target):
    """Copy a problem set without outputs and caches."""
    shutil.copytree(source, target, ignore=shutil.ignore_patterns(".*", "__pycache__"))
    for path in source.glob("*.ipynb"):
        (target / path.name).write_text(text(stripped(read(path))), encoding="utf-8")


def convert(name, config):
    """Let nbgrader write the problem set `name` of the course that `config` describes."""
    said = []
    log = logging.Logger("nbgrader", logging.ERROR)
    log.addHandler(handler := logging.Handler())
    handler.emit = lambda record: said.append(record.getMessage().strip().splitlines()[-1])
    course = CourseDirectory(config=config, assignment_id=name, log=log)
    try:
        GenerateAssignment(coursedir=course, config=config, log=log).start()
    except NbGraderException as error:
        raise ReleaseError(f"nbgrader cannot make exercises/{name} from solutions/{name}: {'; '.join(said) or error}") from None


def content(path, course):
    """The bytes of a released file; a notebook is stripped, and searched for what students must not see."""
    if path.suffix != ".ipynb":
        return path.read_bytes()
    notebook = stripped(read(path))
    for number, cell in enumerate(notebook.cells, 1):
        if found := MARKER.search(cell.source):
            raise ReleaseError(
                f"{path.relative_to(course)}, cell {number}, would show students “{found[0]}” and what follows: is the marker misspelt in "
                "solutions/? nbgrader wants ### BEGIN SOLUTION, ### END SOLUTION, ### BEGIN HIDDEN TESTS, ### END HIDDEN TESTS."
            )
    return text(notebook).encode()
