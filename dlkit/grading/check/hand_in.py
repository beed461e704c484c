"""What would go wrong when a notebook is handed in, and the notebook as it would be graded, as far as a student can know.

What is graded is the instructor's version with the student's answers in it: tests that were edited, deleted or copied come
back as they were. Where the released notebook lies in the same course folder the same is done here; elsewhere the
checksum that nbgrader wrote into each cell says whether it was changed.
"""

import copy
import re

from dlkit.grading.check.find_notebook import LARGEST
from dlkit.grading.instructor.checksum import as_released
from dlkit.grading.instructor.tasks import is_test, settings

COPY = re.compile(r"(-Copy\d+| ?\(\d+\))$")  # what JupyterLab and browsers append


def as_graded(cells, released=None):
    """(the cells as they would be graded, warnings in plain sentences); `released` are the cells that students got."""
    cells, warnings = copy.deepcopy(cells), []
    known = {settings(cell)["grade_id"]: cell for cell in released or () if settings(cell)}
    _duplicates(cells, warnings)
    for cell in cells:
        if not (of := settings(cell)):
            continue
        name, original = of["grade_id"], known.get(of["grade_id"])
        typed = original["cell_type"] if original else of.get("cell_type", cell["cell_type"])
        if cell["cell_type"] != typed:
            warnings.append(f"The cell {name} was turned into {_kind(cell['cell_type'])}. It is graded as {_kind(typed)}.")
            cell["cell_type"] = typed
        _restore(cell, original, name, warnings)
    if released:
        _put_back(cells, released, warnings)
    return cells, warnings


def about_file(path):
    """Warnings about the file itself."""
    warnings = []
    if (size := path.stat().st_size) > LARGEST:
        warnings.append(f"The file has {size / 1e6:.0f} MB, and more than {LARGEST / 1e6:.0f} MB are not taken. Clear the outputs: Edit, Clear Outputs of All Cells.")
    if (original := COPY.sub("", path.stem)) != path.stem:
        warnings.append(f"{path.name} looks like a copy. What is handed in has to be called {original}.ipynb.")
    return warnings


def _kind(cell_type):
    return "code" if cell_type == "code" else "text"


def _duplicates(cells, warnings):
    """Of cells with the same id the last one counts, as nbgrader has it: another answer is a cell like any other, other tests go."""
    names = [settings(cell).get("grade_id") for cell in cells]
    for name in {name: None for name in names if name and names.count(name) > 1}:
        warnings.append(f"The cell {name} is there {names.count(name)} times. The last one counts: delete the others.")
    earlier = [cell for number, cell in enumerate(cells) if names[number] and names[number] in names[number + 1 :]]
    cells[:] = [cell for cell in cells if not (any(cell is other for other in earlier) and is_test(cell))]
    for cell in earlier:
        del cell["metadata"]["nbgrader"]


def _restore(cell, original, name, warnings):
    """A test, or another cell that is locked, as it was released."""
    of = settings(cell)
    if of.get("solution") or not (of.get("grade") or of.get("locked")):
        return
    what = "The tests" if is_test(cell) else "The cell"
    if original is None:
        if as_released(cell) is False:
            warnings.append(f"{what} {name} {'were' if is_test(cell) else 'was'} edited. When it is graded, the original is used.")
    elif cell["source"] != original["source"]:
        if as_released(cell):
            warnings.append(f"{what} {name} in your notebook {'are' if is_test(cell) else 'is'} of another version of this problem set. The one in the course folder is used here.")
        else:
            warnings.append(f"{what} {name} {'were' if is_test(cell) else 'was'} edited. The original is used, here and when it is graded.")
        cell["source"] = original["source"]
        cell["metadata"]["nbgrader"] = copy.deepcopy(original["metadata"]["nbgrader"])


def _put_back(cells, released, warnings):
    """What the instructor's notebook has and this one has not, after the cell that comes before it there."""
    there, before = {settings(cell).get("grade_id") for cell in cells}, None
    for cell in released:
        if not settings(cell):
            continue
        name = settings(cell)["grade_id"]
        if name not in there:
            if settings(cell).get("solution"):
                warnings.append(f"The cell for your answer {name} is gone. Without it the answer counts as not done: copy the cell from a new copy of the problem set.")
            else:
                warnings.append(f"The {'tests' if is_test(cell) else 'cell'} {name} {'are' if is_test(cell) else 'is'} gone. They come back when it is graded, and here.")
            place = next((number for number, other in enumerate(cells) if before and settings(other).get("grade_id") == before), len(cells) - 1)
            cells.insert(place + 1, copy.deepcopy(cell))
        before = name
