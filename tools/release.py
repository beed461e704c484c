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
NEARLY = re.compile(r"^\s*###\s*(.*)$", re.MULTILINE)  # what an author may have meant as a marker
BLOCKS = {"SOLUTION": "solution", "HIDDEN TESTS": "grade"}  # block: the nbgrader cells that have one


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


def check_markers(name, notebook):
    """Raise ReleaseError unless every ### line is a marker, in pairs, and solution and test cells have theirs.

    nbgrader drops a misspelt marker in silence, and what it should have hidden is then shown.
    """
    for number, cell in enumerate(notebook.cells, 1):
        settings = cell.metadata.get("nbgrader", {})
        if not (settings.get("solution") or settings.get("grade")):
            continue
        found = [marker.strip() for marker in NEARLY.findall(cell.source)]
        block = next(block for block, kind in BLOCKS.items() if settings.get(kind))
        pairs = [f"{side} {block}" for _ in range(max(1, len(found) // 2)) for side in ("BEGIN", "END")]
        if found != pairs:
            raise ReleaseError(
                f"solutions/{name}, cell {number} ({settings.get('grade_id')}) has the marker lines {found or 'none'}: wanted are "
                f"“### BEGIN {block}” and “### END {block}”, in turn; is one misspelt?"
            )


def copy_stripped(source, target):
    """Copy a problem set without outputs and caches."""
    shutil.copytree(source, target, ignore=shutil.ignore_patterns(".*", "__pycache__"))
    for path in source.glob("*.ipynb"):
        notebook = stripped(read(path))
        check_markers(f"{source.name}/{path.name}", notebook)
        (target / path.name).write_text(text(notebook), encoding="utf-8")


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
