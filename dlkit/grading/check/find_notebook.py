"""Which notebooks does a student mean, and which version of them were they given?"""

from pathlib import Path

from dlkit.grading.instructor.checksum import as_released
from dlkit.grading.instructor.notebook import Unreadable, read
from dlkit.grading.instructor.tasks import is_test, settings

RELEASED = ("exercises", "release")  # where a course keeps what students get: this one, and nbgrader's own default


class CannotCheck(Exception):
    """There is nothing that could be checked; says why and what to do."""


def find(name=None, start=None):
    """The notebooks that `name` means, seen from the folder `start`: a file, a folder, or a problem set's name.

    Without a name, those here; if there are none, those in work/, the copies that `make lab` makes. Raises CannotCheck.
    """
    start = Path(start or ".").resolve()
    if name is None:
        for folder in (start, *(parent / "work" for parent in (start, *start.parents))):
            if found := [*_in(folder), *(notebook for below in _folders(folder) for notebook in _in(below) if folder.name == "work")]:
                return found
        raise CannotCheck(f"No notebook with tasks is in {start} or in work/: name one, as in `dlkit check ps1_likelihood`, or copy the exercises with `make lab`.")
    path = start / name
    if path.is_file():
        return [path]
    bases = [start, *(parent / "work" for parent in (start, *start.parents)), *(parent / "exercises" for parent in (start, *start.parents))]
    for candidate in (base / name for base in bases):
        if candidate.is_dir() and (found := _in(candidate) or _named(candidate)):
            return found
        if (file := candidate.with_name(f"{candidate.name}.ipynb")).is_file():
            return [file]
    near = sorted({folder.name for base in bases for folder in _folders(base) if _in(folder)})
    known = f" There are: {', '.join(near)}." if near else ""
    raise CannotCheck(f"{name!r} is no notebook, no folder with one, and no problem set here or in work/.{known}")


def released_version(path, cells=(), start=None):
    """The notebook as students got it: in the course folder around `path`, around `start`, or around dlkit; None where there is none.

    A file or a folder that was renamed is known by its `cells`. Away from `path` only the very version counts that the student has.
    """
    path, start = Path(path).resolve(), Path(start or ".").resolve()
    near = [parent / folder for parent in list(path.parents)[:5] for folder in RELEASED]
    for candidate in (folder / path.parent.name / path.name for folder in near):
        if candidate.is_file() and candidate.resolve() != path:
            return candidate
    away = [parent / folder for parent in (start, *start.parents, Path(__file__).resolve().parents[3]) for folder in RELEASED]
    for folder in (*near, *away):
        for candidate in sorted(folder.glob("*/*.ipynb")):
            if candidate.resolve() != path and _is_version(_cells(candidate), cells, folder in near):
                return candidate
    return None


def _is_version(theirs, mine, any_version):
    """Whether a student's cells were once these: most of their names; and the same tests, where it may not be `any_version`."""
    names = _names(theirs)
    if not names or 2 * len(names & _names(mine)) <= len(names):
        return False
    known = {settings(cell)["grade_id"]: cell["source"] for cell in theirs if settings(cell)}
    tests = [known.get(settings(cell)["grade_id"]) == cell["source"] for cell in mine if is_test(cell) and as_released(cell)]
    return any_version or bool(tests) and all(tests)


def _names(cells):
    """What cells are known by: nbgrader's names and the cells' own."""
    return {name for cell in cells for name in (settings(cell).get("grade_id"), cell.get("id")) if name}


def _cells(path):
    try:
        return read(path)["cells"]
    except Unreadable:
        return []


def _folders(folder):
    return sorted(path for path in folder.iterdir() if path.is_dir() and path.name[0] not in "._") if folder.is_dir() else []


def _named(folder):
    """The notebook called like its folder, whatever is in it: a student means this one."""
    path = folder / f"{folder.name}.ipynb"
    return [path] if path.is_file() else []


def _in(folder):
    """The notebooks with tasks that lie in a folder."""
    found = []
    for path in sorted(folder.glob("*.ipynb")) if folder.is_dir() else []:
        try:
            if any(settings(cell).get("grade") or settings(cell).get("solution") for cell in read(path)["cells"]):
                found.append(path)
        except Unreadable:
            found.append(path)  # to be complained about
    return found
