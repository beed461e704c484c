"""Which notebooks does a student mean, and what is in them?"""

import json
from pathlib import Path

from dlkit.grading.instructor.tasks import settings

RELEASED = ("exercises", "release")  # where a course keeps what students get: this one, and nbgrader's own default
LARGEST = 20_000_000  # bytes of a notebook that is taken when it is handed in


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
        if candidate.is_dir() and (found := _in(candidate)):
            return found
        if (file := candidate.with_name(f"{candidate.name}.ipynb")).is_file():
            return [file]
    near = sorted({folder.name for base in bases for folder in _folders(base) if _in(folder)})
    known = f" There are: {', '.join(near)}." if near else ""
    raise CannotCheck(f"{name!r} is no notebook, no folder with one, and no problem set here or in work/.{known}")


def released_version(path):
    """The notebook as students got it, if it lies in the same course folder; otherwise None."""
    path = Path(path).resolve()
    for parent in list(path.parents)[:5]:
        for folder in RELEASED:
            candidate = parent / folder / path.parent.name / path.name
            if candidate.is_file() and candidate != path:
                return candidate
    return None


def read(path):
    """The notebook in a file, of format 4 and with sources in one piece. Raises CannotCheck."""
    path = Path(path)
    try:
        text = path.read_bytes().decode("utf-8-sig")
        notebook = json.loads(text)
        if notebook.get("nbformat", 4) < 4:
            import nbformat

            notebook = nbformat.reads(text, as_version=4)
        for cell in notebook["cells"]:
            cell["source"] = "".join(cell["source"])
            cell["cell_type"], cell["metadata"]  # noqa: B018  every cell has them
    except OSError as error:
        raise CannotCheck(f"{path} cannot be read: {error.strerror}.") from None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise CannotCheck(f"{path} is not a notebook that can be read ({type(error).__name__}: {error}). Was it cut off while it was saved or sent? "
                          "Open it in JupyterLab and save it again.") from None
    return notebook


def language(notebook):
    """The language of the notebook's kernel, "python" where it does not say."""
    metadata = notebook.get("metadata", {})
    return str(metadata.get("kernelspec", {}).get("language") or metadata.get("language_info", {}).get("name") or "python").lower()


def _folders(folder):
    return sorted(path for path in folder.iterdir() if path.is_dir() and path.name[0] not in "._") if folder.is_dir() else []


def _in(folder):
    """The notebooks with tasks that lie in a folder."""
    found = []
    for path in sorted(folder.glob("*.ipynb")) if folder.is_dir() else []:
        try:
            if any(settings(cell).get("grade") or settings(cell).get("solution") for cell in read(path)["cells"]):
                found.append(path)
        except CannotCheck:
            found.append(path)  # to be complained about
    return found
