"""An assignment as its instructor wrote it: what every submission is rebuilt from.

The structure is that of the released notebooks, with stubs in the solution cells; the sources of the instructor's own
cells, hidden tests among them, and the points are those that nbgrader keeps in the gradebook. Solutions are nowhere in it.
"""

import copy
import dataclasses
import json
from pathlib import Path

import nbformat
from nbgrader.utils import find_all_files, is_grade, is_locked, is_solution

from dlkit.grading.execution.compiled import compile_test, modules_imported, names_defined

LARGEST_FILE = 45 * 2**20  # bytes: what goes into the sandbox in one message, base64 around it


class CourseError(Exception):
    """Something is wrong with the course or with what was asked of it; the message says what to do."""


@dataclasses.dataclass(frozen=True)
class Template:
    """The instructor's version of one notebook: `cells` with full sources and nbgrader's settings, `released` the sources students got.

    `tests` maps each test's grade_id to its compiled form (dlkit.grading.execution.compiled), `points` each graded cell's to its points.
    """

    name: str
    metadata: dict
    cells: list
    released: dict
    tests: dict
    points: dict

    @property
    def language(self):
        """The kernel's language, "python" where the notebook does not say."""
        return language(self.metadata) or "python"


@dataclasses.dataclass(frozen=True)
class Assignment:
    """An assignment: its notebooks by name, the instructor's other files by path, the modules that its cells import."""

    name: str
    notebooks: dict
    files: dict
    modules: list


def language(metadata):
    """The language that a notebook's metadata name, in lower case; "" if none."""
    for part, key in (("kernelspec", "language"), ("language_info", "name")):
        value = metadata.get(part)
        if isinstance(value, dict) and isinstance(value.get(key), str) and value[key]:
            return value[key].lower()
    return ""


def grade_id(cell):
    """The grade_id of an instructor's cell that is graded, locked, a solution or a task; None for a plain cell."""
    settings = cell.metadata.get("nbgrader", {})
    return settings.get("grade_id") if is_grade(cell) or is_solution(cell) or is_locked(cell) or settings.get("task") else None


def is_test(cell):
    """Whether a cell is graded by running it."""
    return cell.cell_type == "code" and is_grade(cell) and not is_solution(cell)


def read_assignment(course, entry):
    """The assignment of a gradebook's entry. Raises CourseError."""
    if not entry.notebooks:
        raise CourseError(f"the assignment {entry.name!r} has no notebooks in the gradebook: run nbgrader generate_assignment {entry.name}")
    folder = Path(course.coursedir.format_path(course.coursedir.release_directory, ".", entry.name))
    notebooks = {notebook.name: read_template(folder / f"{notebook.name}.ipynb", notebook, entry.name) for notebook in entry.notebooks}
    files = instructors_files(course, entry.name)
    own = {Path(path).parts[0].removesuffix(".py") for path in files}  # they are not there before a submission is
    sources = [cell.source for template in notebooks.values() for cell in template.cells if cell.cell_type == "code"]
    modules = [module for module in modules_imported(sources) if module.split(".")[0] not in own]
    return Assignment(entry.name, notebooks, files, modules)


def instructors_files(course, name):
    """The files beside the notebooks in the source folder, as nbgrader's autograder copies them: {path: bytes}. Raises CourseError."""
    folder = Path(course.coursedir.format_path(course.coursedir.source_directory, ".", name))
    kept = course.config.Autograde.get("exclude_overwriting", {})
    kept = set(kept.get(name, [])) if isinstance(kept, dict) else set()
    files = {}
    for path in map(Path, sorted(find_all_files(str(folder), [*course.coursedir.ignore, "*.ipynb"]))):
        relative = path.relative_to(folder).as_posix()
        if relative in kept:
            continue
        try:
            if (size := path.stat().st_size) > LARGEST_FILE:
                raise CourseError(f"{path} has {size / 2**20:.0f} MiB; a file of an assignment may have {LARGEST_FILE / 2**20:.0f}: have the notebook read it from an installed package instead")
            files[relative] = path.read_bytes()
        except OSError as error:
            raise CourseError(f"{path}, which {name} needs, cannot be read: {error.strerror}") from error
    return files


def read_template(path, entry, assignment):
    """The template of a gradebook's notebook, from its released file. Raises CourseError."""
    again = f"run nbgrader generate_assignment {assignment} --force"
    try:
        notebook = nbformat.read(path, as_version=4)
    except FileNotFoundError:
        raise CourseError(f"the released notebook {path} is missing: {again}") from None
    except Exception as error:  # nbformat raises what it likes
        raise CourseError(f"the released notebook {path} cannot be read ({type(error).__name__}: {error}): {again}") from error
    if entry.kernelspec and (kernel := json.loads(entry.kernelspec)):
        notebook.metadata["kernelspec"] = nbformat.from_dict(kernel)
    if (found := language(notebook.metadata) or "python") != "python":
        raise CourseError(f"{path} is a notebook in {found}; dlkit grade runs Python")
    sources = {cell.name: cell for cell in entry.source_cells}
    points = {cell.name: cell.max_score for cell in [*entry.grade_cells, *entry.task_cells]}
    released = {name: cell.source for cell in notebook.cells if (name := grade_id(cell)) is not None}
    if set(released) != set(sources) or len(released) != sum(grade_id(cell) is not None for cell in notebook.cells):
        odd = ", ".join(sorted(set(released) ^ set(sources))) or "a cell that is there twice"
        raise CourseError(f"{path} and the gradebook have different cells ({odd}): {again}")
    cells = [_full(cell, sources, points) for cell in notebook.cells]
    return Template(entry.name, dict(notebook.metadata), cells, released, _compile(path, cells), points)


def _full(cell, sources, points):
    """A released cell with what the gradebook knows of it: the source with hidden tests, its checksum, the points."""
    cell = copy.deepcopy(cell)
    if cell.cell_type == "code":
        cell.outputs, cell.execution_count = [], None
    if (name := grade_id(cell)) is not None:
        cell.source = sources[name].source or ""
        cell.metadata.nbgrader["checksum"] = sources[name].checksum
        if name in points and float(cell.metadata.nbgrader.get("points", -1)) != points[name]:
            cell.metadata.nbgrader["points"] = points[name]
    return cell


def _compile(path, cells):
    own, tests = names_defined(cell.source for cell in cells if cell.cell_type == "code"), {}
    for cell in filter(is_test, cells):
        name = grade_id(cell)
        try:
            tests[name] = compile_test(cell.source, own)
        except (SyntaxError, ValueError) as error:
            raise CourseError(f"the test {name} of {path} does not parse: {error}") from error
    return tests
