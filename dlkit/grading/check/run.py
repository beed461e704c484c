"""What a student runs before handing in: the visible tests of a notebook, from top to bottom in a fresh process.

The process is the one that grading uses, without a sandbox: it is the student's own machine, and their own code.
"""

import base64
from dataclasses import dataclass, replace

from dlkit.grading.check.ending import about_cells, why
from dlkit.grading.check.find_notebook import CannotCheck, released_version
from dlkit.grading.check.hand_in import about_file, about_files, as_graded
from dlkit.grading.check.vanished import about_answers, vanished
from dlkit.grading.check.verdict import result
from dlkit.grading.execution import conduct
from dlkit.grading.execution.compiled import compile_test, modules_imported, names_defined
from dlkit.grading.execution.launch import SandboxError, Slot
from dlkit.grading.instructor.notebook import language, read
from dlkit.grading.instructor.tasks import is_test, settings, tasks

FILES, BYTES = 200, 100 * 2**20  # of what lies beside the notebook: how much of it is taken along
SKIP = "skip-execution"  # the tag of a cell that grading does not run


@dataclass(frozen=True)
class Checked:
    """A notebook that was checked; `why` says what stopped it or one of its cells, if something did."""

    path: object
    results: tuple
    warnings: tuple
    why: str = ""


def check(path, cell_seconds=30, seconds=300, memory=2**32):
    """Run a notebook's visible tests, with the limits that grading has. Returns a Checked. Raises CannotCheck, or notebook.Unreadable."""
    notebook = read(path)
    if language(notebook) != "python":
        raise CannotCheck(f"{path} is a notebook for {language(notebook)}: only Python can be checked.")
    given = released_version(path, notebook["cells"])
    released = read(given)["cells"] if given else None
    cells, warnings = as_graded(notebook["cells"], released)
    if not tasks(cells):
        raise CannotCheck(f"No cell of {path} is a task. Is it the right notebook, and did another program strip the cells' settings?")
    files, left_out = _files_beside(path)
    if left_out:
        warnings.append(f"{left_out} more files beside the notebook were left out here: they are too many or too large.")
    warnings += about_files(cells, files, given)
    if not released:
        warnings += about_answers(cells)
    names, jobs = _jobs(cells, released)
    ran = _run({"name": path.stem, "files": files, "cells": jobs,
                "limits": {"cell_seconds": cell_seconds, "seconds": seconds, "memory": memory, "processes": 1000, "disk": 2**30}})
    by_name = dict(zip(names, cells))
    warnings += about_cells(by_name, ran)
    titles = {task.name: task.title for task in tasks(released or ())}
    results = [result(task, by_name, ran) for task in tasks(cells)]
    return Checked(path, tuple(_with_vanished(results, cells, released, titles)), (*about_file(path, given), *warnings), why(by_name, ran))


def _run(job):
    slot = Slot(modules_imported(cell["source"] for cell in job["cells"]), "none")
    try:
        return conduct.run(slot, job)
    except (SandboxError, OSError) as error:
        raise CannotCheck(f"A process for the notebook could not be run: {error}. `dlkit doctor` says what this machine can do.") from None
    finally:
        slot.close()


def _jobs(cells, released):
    """Each cell's name, and the code cells as they are run."""
    given = released or [cell for cell in cells if settings(cell) and not settings(cell).get("solution")]
    own, names, jobs = names_defined([cell["source"] for cell in given if cell["cell_type"] == "code"]), [], []
    for number, cell in enumerate(cells, 1):
        name = settings(cell).get("grade_id") or f"cell {number}"
        names.append(name)
        if cell["cell_type"] != "code":
            continue
        job = {"name": name, "kind": "cell", "source": "" if SKIP in cell["metadata"].get("tags", ()) else cell["source"]}
        if is_test(cell):
            try:
                job |= {"kind": "test", "points": float(settings(cell).get("points") or 0), "code": compile_test(cell["source"], own)}
            except (SyntaxError, ValueError):
                pass  # tests that somebody broke run as a cell, and say so
        jobs.append(job)
    return names, jobs


def _files_beside(path):
    """{relative path: base64} of what lies beside the notebook, for it may read data; and how many files were left out."""
    files, size, left_out = {}, 0, 0
    for file in sorted(path.parent.rglob("*")):
        relative = file.relative_to(path.parent)
        if file.suffix == ".ipynb" or any(part[0] in "._" for part in relative.parts) or file.is_symlink() or not file.is_file():
            continue
        if len(files) == FILES or (size := size + file.stat().st_size) > BYTES:
            left_out += 1
            continue
        files[relative.as_posix()] = base64.b64encode(file.read_bytes()).decode("ascii")
    return files, left_out


def _with_vanished(results, cells, released, titles):
    """The results in the notebook's order, with titles as released, and with those tasks that are there no more."""
    results = [replace(each, task=replace(each.task, title=titles.get(each.task.name, each.task.title))) for each in results]
    for where, gone in sorted([] if released else vanished(cells), key=lambda found: found[0], reverse=True):
        results.insert(where, gone)
    return results
