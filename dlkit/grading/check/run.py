"""What a student runs before handing in: the visible tests of a notebook, from top to bottom in a fresh process.

The process is the one that grading uses, without a sandbox: it is the student's own machine, and their own code.
"""

import ast
import base64
import re
from dataclasses import dataclass

from dlkit.grading.check.find_notebook import CannotCheck, language, read, released_version
from dlkit.grading.check.hand_in import about_file, as_graded
from dlkit.grading.execution import conduct
from dlkit.grading.execution.compiled import compile_test, modules_imported, names_defined
from dlkit.grading.execution.launch import SandboxError, Slot
from dlkit.grading.instructor.checksum import as_released
from dlkit.grading.instructor.tasks import is_test, settings, tasks

STATES = {
    "passed": "the visible tests pass",
    "partly": "the visible tests give a part of the points",
    "failed": "a visible test fails",
    "todo": "not done yet",
    "not_reached": "the notebook stopped before",
    "unseen": "all of its tests are hidden",
    "by_hand": "a person grades it",
    "empty": "a person grades it, and there is no answer yet",
}
WRONG = {"partly", "failed", "todo", "not_reached"}
FILES, BYTES = 200, 40_000_000  # of what lies beside the notebook: how much of it is taken along


@dataclass(frozen=True)
class Result:
    """How one task stands: a key of STATES, the points of its visible tests where there are some, what there is to say."""

    task: object
    state: str
    score: float | None = None
    message: str = ""


@dataclass(frozen=True)
class Checked:
    """A notebook that was checked; `why` says what stopped it, if something did."""

    path: object
    results: tuple
    warnings: tuple
    why: str = ""


def check(path, cell_seconds=60, seconds=600, memory=2**32):
    """Run a notebook's visible tests. Returns a Checked. Raises CannotCheck."""
    notebook, released = read(path), released_version(path)
    if language(notebook) != "python":
        raise CannotCheck(f"{path} is a notebook for {language(notebook)}: only Python can be checked.")
    cells, warnings = as_graded(notebook["cells"], read(released)["cells"] if released else None)
    found = tasks(cells)
    if not found:
        raise CannotCheck(f"No cell of {path} is a task. Is it the right notebook, and did another program strip the cells' settings?")
    names, jobs = _jobs(cells)
    files, left_out = _files_beside(path)
    if left_out:
        warnings.append(f"{left_out} more files beside the notebook were left out here: they are too many or too large.")
    job = {"name": path.stem, "files": files, "cells": jobs,
           "limits": {"cell_seconds": cell_seconds, "seconds": seconds, "memory": memory, "processes": 1000, "disk": 2**30}}
    slot = Slot(modules_imported(cell["source"] for cell in jobs), "none")
    try:
        ran = conduct.run(slot, job)
    except (SandboxError, OSError) as error:
        raise CannotCheck(f"A process for the notebook could not be run: {error}. `dlkit doctor` says what this machine can do.") from None
    finally:
        slot.close()
    results = tuple(_result(task, {name: cell for name, cell in zip(names, cells) if name}, ran) for task in found)
    return Checked(path, results, (*about_file(path), *warnings), "" if ran["ending"] == "done" else ran["why"])


def _jobs(cells):
    """Each cell's name, None for text, and the code cells as they are run."""
    own, names, jobs = names_defined([cell["source"] for cell in cells if cell["cell_type"] == "code"]), [], []
    for number, cell in enumerate(cells, 1):
        name = settings(cell).get("grade_id") or f"cell {number}"
        names.append(name)
        if cell["cell_type"] != "code":
            continue
        job = {"name": name, "kind": "cell", "source": cell["source"]}
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


def _result(task, cells, ran):
    """How a task stands after the run."""
    cell, done = cells[task.name], ran["cells"].get(task.name)
    untouched = [as_released(cells[name]) for name in task.solutions if name in cells]
    if task.by_hand:
        return Result(task, "empty" if untouched and all(untouched) else "by_hand", message="" if untouched and all(untouched) else _amount(cells, task))
    if done is None:
        return Result(task, "todo" if untouched and all(untouched) else "not_reached")
    if not ast.parse(cell["source"] if done["error"] is None else "0").body:
        return Result(task, "todo" if untouched and all(untouched) else "unseen")
    if done["error"] is None:
        score = _score(done, task)
        return Result(task, "passed" if score >= task.points else "partly", score)
    if (untouched and all(untouched)) or done["error"][0] == "NotImplementedError":
        return Result(task, "todo", 0.0)
    return Result(task, "failed", 0.0, _message(task, done, ran["cells"]))


def _amount(cells, task):
    words = sum(len(cells[name]["source"].split()) for name in task.solutions if name in cells)
    return f"{words} words" if words else ""


def _score(done, task):
    """The points that a test returned; all of them where it returned nothing that is a number, as nbgrader has it."""
    for output in done["outputs"]:
        if output["output_type"] == "execute_result":
            try:
                return float(output["data"]["text/plain"])
            except ValueError:
                return task.points
    return task.points


def _message(task, done, results):
    """What a failing test says, and where in the student's cell it happened."""
    for name in task.solutions:
        if (answer := results.get(name)) and answer["error"]:
            return f"Your cell itself stops with {': '.join(filter(None, answer['error']))}".replace(f"<{name}>, ", "")
    name, message = done["error"]
    frames = [re.match(r"(.*), line (\d+)(?:, in .*)?\n\s*(.*)", entry) for entry in done["outputs"][-1]["traceback"]]
    frames = [frame.groups() for frame in frames if frame]
    if name == "AssertionError":
        return message or f"This does not hold: {frames[-1][2] if frames else '(unknown)'}"
    own = [frame for frame in frames if frame[0].strip("<>") in task.solutions]
    where = f" (line {own[-1][1]} of your cell: {own[-1][2]})" if own else ""
    return f"{name}: {message}{where}" if message else f"{name}{where}"
