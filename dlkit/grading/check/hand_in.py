"""What would go wrong when a notebook is handed in, and the notebook as it would be graded, as far as a student can know.

What is graded is the instructor's version with the student's answers in it: tests that were edited, deleted or copied come
back as they were. Where the released notebook can be found the same is done here, by the same code; elsewhere the
checksum that nbgrader wrote into each cell says whether it was changed.
"""

import copy
import re

from dlkit.grading.instructor.checksum import as_released
from dlkit.grading.instructor.tasks import is_test, settings

LARGEST = 64 * 2**20  # bytes of a notebook that is taken when it is handed in, as dlkit.grading.intake.notebook_json has it
COPY = re.compile(r"(-Copy\d+| ?\(\d+\))$")  # what JupyterLab and browsers append


def as_graded(cells, released=None):
    """(the cells as they would be graded, warnings in plain sentences); `released` are the cells that students got."""
    cells, warnings = copy.deepcopy(cells), []
    known = {settings(cell)["grade_id"]: cell for cell in released or () if settings(cell)}
    names = [settings(cell).get("grade_id") for cell in cells]
    for name in dict.fromkeys(name for name in names if name and names.count(name) > 1):
        warnings.append(f"The cell {name} is there {names.count(name)} times. The last one counts: delete the others.")
    _turned(cells, known, warnings)
    for number, cell in enumerate(cells):
        if names[number] and names[number] not in names[number + 1 :]:
            _restore(cell, known.get(names[number]), warnings)
    if not released:
        _only_the_last(cells, names)
    elif not _in_order(cells, released):
        cells = _rebuilt(cells, released, warnings)
    return cells, warnings


def about_file(path, released=None):
    """Warnings about the file itself; `released` is the path of what students got."""
    warnings, name = [], f"{COPY.sub('', path.stem)}.ipynb" if released is None else released.name
    if (size := path.stat().st_size) > LARGEST:
        warnings.append(f"The file has {size / 2**20:.0f} MiB, and more than {LARGEST / 2**20:.0f} are not taken. Clear the outputs: Edit, Clear Outputs of All Cells.")
    if path.name != name:
        warnings.append(f"The file is called {path.name}. What is handed in has to be called {name}.")
    return warnings


def about_files(cells, files, released=None):
    """Warnings about the files beside the notebook that its code names, other than those that came with it."""
    own = [file for file in files if released is None or not (released.parent / file).is_file()]
    code = "\n".join(cell["source"] for cell in cells if cell["cell_type"] == "code")
    named = [file for file in own if file in code or file.endswith(".py") and re.search(rf"\b(from|import) +{re.escape(file[:-3])}\b", code)]
    return [f"Your notebook uses {', '.join(named)}: hand {'it' if len(named) == 1 else 'them'} in with it, if {'it' if len(named) == 1 else 'they'} did not come with the problem set."] if named else []


def _kind(cell_type):
    return "code" if cell_type == "code" else "text"


def _turned(cells, known, warnings):
    """Cells of another type than released are made what they were."""
    for cell in cells:
        if not (of := settings(cell)):
            continue
        original = known.get(of["grade_id"])
        typed = original["cell_type"] if original else of.get("cell_type", cell["cell_type"])
        if cell["cell_type"] != typed:
            warnings.append(f"The cell {of['grade_id']} was turned into {_kind(cell['cell_type'])}. It is graded as {_kind(typed)}.")
            cell["cell_type"] = typed


def _only_the_last(cells, names):
    """Of cells with the same name the last one counts, as nbgrader has it: another answer is a cell like any other, other tests go."""
    earlier = [cell for number, cell in enumerate(cells) if names[number] and names[number] in names[number + 1 :]]
    cells[:] = [cell for cell in cells if not (any(cell is other for other in earlier) and is_test(cell))]
    for cell in earlier:
        del cell["metadata"]["nbgrader"]


def _in_order(cells, released):
    """Whether everything that was released is there, once and in its order: then there is nothing to put together, and no seconds to wait."""
    wanted = [_key(cell) for cell in released if settings(cell) or cell["cell_type"] == "code"]
    there = [_key(cell) for cell in cells]
    rest = iter(there)
    return all(key in rest for key in wanted) and sum(bool(settings(cell)) for cell in cells) == sum(bool(settings(cell)) for cell in released)


def _key(cell):
    return settings(cell).get("grade_id") or (cell["source"],)


def _rebuilt(cells, released, warnings):
    """The cells as grading puts them together from the released ones, and what it has to mend for that."""
    import nbformat

    from dlkit.grading.instructor.template import Template
    from dlkit.grading.intake.matching import Matching
    from dlkit.grading.intake.rebuild import rebuild
    from dlkit.grading.intake.repair import StudentCell

    sources = {settings(cell)["grade_id"]: cell["source"] for cell in released if settings(cell)}
    template = Template("", {}, [nbformat.from_dict(cell) for cell in copy.deepcopy(released)], sources, {}, {})
    mine = [StudentCell(cell["cell_type"], cell["source"], cell.get("id", ""), settings(cell).get("grade_id"), settings(cell),
                        tuple(cell["metadata"].get("tags", ()))) for cell in cells]
    matching, lost = Matching(template, mine), []
    for index, name in enumerate(matching.names):
        if name and index not in matching.found:
            warnings.append(_gone(name, released[index]))
        elif name and mine[matching.found[index]].grade_id != name:
            lost.append(name)
    if lost:
        warnings.append(f"{', '.join(lost)}: nbgrader's names of these cells are gone, and grading will have to recognise them by their place or their text. "
                        "Better copy your lines into a new copy of the problem set.")
    order = [matching.found[index] for index, name in enumerate(matching.names) if name and index in matching.found]
    if order != sorted(order):
        warnings.append("Your cells stand in another order than in the problem set. They are graded in its order, and run in it here.")
    return rebuild(template, mine)[0].cells


def _gone(name, cell):
    if settings(cell).get("solution"):
        return f"The cell for your answer {name} is gone. Without it the answer counts as not done: copy the cell from a new copy of the problem set."
    return f"The {'tests' if is_test(cell) else 'cell'} {name} {'are' if is_test(cell) else 'is'} gone. They come back when it is graded, and here."


def _restore(cell, original, warnings):
    """A test, or another cell that is locked, as it was released."""
    of, name = settings(cell), settings(cell)["grade_id"]
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
