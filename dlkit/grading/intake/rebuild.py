"""A submission's notebook made anew from the instructor's: from the student come answers and extra cells, nothing else.

The instructor's cells stand in the instructor's order. The student's own stand after the cell after which they stood.
"""

import copy
import re

import nbformat
from nbformat import v4

from dlkit.grading.instructor.template import is_test
from dlkit.grading.intake.harmless import harmless
from dlkit.grading.intake.matching import Matching
from dlkit.grading.intake.notebook_json import shown

_ID = re.compile(r"[a-zA-Z0-9_-]{1,64}")
_NEW = {"code": v4.new_code_cell, "markdown": v4.new_markdown_cell, "raw": v4.new_raw_cell}
_SETTINGS = {"grade": False, "solution": False, "locked": False, "task": False, "points": 0}


def rebuild(template, cells):
    """The notebook to run and record, of a template and a student's cells (dlkit.grading.intake.repair), and what was noticed."""
    matching = Matching(template, cells)
    notes = [*matching.notes]
    extras = _extras(matching, notes)
    made = [(None, cell) for cell in extras.get(-1, [])]
    mark = 0  # where the instructor's newest cell ends and the student's cells after it begin
    for index, mine in enumerate(template.cells):
        number, name = matching.found.get(index), matching.names[index]
        if number is None and name is None and mine.cell_type != "code":
            continue  # a text that the student deleted
        if number is None:
            notes.append(_missing(mine, name))
            # A test comes after what the student wrote in its place; anything else before, so that it replaces nothing of theirs.
            place = len(made) if is_test(mine) else mark
            made.insert(place, (mine, None))
            mark = place + 1
        elif number not in extras.get("moved", ()):
            if name is not None:
                notes += _edited(template, mine, name, cells[number])
            made.append((mine, cells[number]))
            mark = len(made)
            made += [(None, cell) for cell in extras.get(index, [])]
    return _notebook(template, made), notes


def _extras(matching, notes):
    """The student's own cells by the index of the instructor's cell that they stand after; "moved" are plain cells elsewhere than released."""
    index_of = {number: index for index, number in matching.found.items()}
    anchors = [index for index in sorted(matching.found) if matching.names[index] is not None]
    extras, last, anchor, moved, order = {}, -1, -1, set(), []
    for number, cell in enumerate(matching.cells):
        index = index_of.get(number)
        if index is not None and matching.names[index] is not None:
            last = anchor = index
            order.append(index)
        elif index is not None and last < index < min((other for other in anchors if other > anchor), default=len(matching.names)):
            last = index
        else:
            if index is not None:
                moved.add(number)
            elif cell.grade_id is not None and cell.grade_id not in matching.template.released:
                notes.append(f"A cell with the unknown name {shown(cell.grade_id)} was taken as the student's own.")
            extras.setdefault(last, []).append(cell)
    if order != sorted(order):
        notes.append("Its cells were in another order than released; they were run in the released one.")
    return {**extras, "moved": moved}


def _missing(mine, name):
    if name is None:
        return f"A code cell of the assignment was missing and was put back: {shown(mine.source.strip().splitlines()[0] if mine.source.strip() else '')}"
    if mine.metadata.nbgrader.get("solution"):
        return f"The answer {name} was missing; the released cell stands in its place."
    return f"{'The test' if is_test(mine) else 'Cell'} {name} was missing and was put back."


def _edited(template, mine, name, cell):
    """Sentences on what the student changed in a cell that is the instructor's."""
    settings, notes = mine.metadata.nbgrader, []
    if cell.kind != mine.cell_type:
        notes.append(f"Cell {name} had become {cell.kind}; it was taken as {mine.cell_type} again.")
    if not settings.get("solution") and _plain(cell.source) != _plain(template.released[name]):
        notes.append(f"{'The test' if is_test(mine) else 'Cell'} {name} had been edited; the instructor's was taken.")
    if cell.grade_id == name:
        changed = [key for key, usual in _SETTINGS.items() if cell.settings.get(key, usual) != settings.get(key, usual)]
        if changed:
            notes.append(f"The settings of cell {name} had been edited ({', '.join(changed)}); the instructor's count.")
    return notes


def _plain(source):
    return [line.rstrip() for line in source.strip().splitlines()]


def _notebook(template, made):
    """A notebook of pairs (instructor's cell or None, student's cell or None)."""
    taken = {mine.get("id") for mine, _ in made if mine is not None}
    cells = []
    for position, (mine, cell) in enumerate(made):
        identity = mine.get("id", "") if mine is not None else cell.id if cell.id not in taken else ""
        if not _ID.fullmatch(identity):
            identity = next(name for name in (f"cell-{position}{'x' * more}" for more in range(len(made) + 1)) if name not in taken)
        taken.add(identity)
        cells.append(_made(mine, cell, identity))
    return v4.new_notebook(cells=cells, metadata=nbformat.from_dict(copy.deepcopy(template.metadata)), nbformat_minor=5)


def _made(mine, cell, identity):
    """A cell: the instructor's, the instructor's with the student's source, or the student's."""
    settings = mine.metadata.get("nbgrader") if mine is not None else None
    if cell is None or settings and not settings.get("solution"):
        return _NEW[mine.cell_type](mine.source, id=identity, metadata=copy.deepcopy(mine.metadata), **_attached(mine.get("attachments")))
    kind = mine.cell_type if settings else cell.kind
    metadata = copy.deepcopy(mine.metadata) if settings else {"tags": list(cell.tags)} if cell.tags else {}
    own = kind == "code" or mine is not None and _plain(cell.source) == _plain(mine.source)  # a text as released is the instructor's
    attached = cell.attachments if kind == "markdown" else {}
    return _NEW[kind](cell.source if own else harmless(cell.source, attached), id=identity, metadata=metadata, **_attached(attached))


def _attached(pictures):
    return {"attachments": nbformat.from_dict(pictures)} if pictures else {}
