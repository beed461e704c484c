"""The tasks of a notebook: every graded cell, with a title for people and the cells that answer it.

A cell is a dictionary as in a notebook's JSON, or nbformat's node, which is one.
"""

import re
from dataclasses import dataclass

NUMBERED = re.compile(r"(?:task|exercise|problem|question)\s+(\w+)\s*(?:\([^)]*\))?\s*[.:]?\s*(.*)", re.IGNORECASE)
HEADING = re.compile(r"#{1,6}\s+(.+?)\s*#*\s*")
FENCE = re.compile(r"\s*(```|~~~)")


@dataclass(frozen=True)
class Task:
    """One graded cell: its grade_id, its title, its points, whether a person gives them, the solution cells before it."""

    name: str
    title: str
    points: float
    by_hand: bool
    solutions: tuple = ()


def settings(cell):
    """nbgrader's metadata of a cell; an empty dictionary for none, or for what is no metadata."""
    found = cell.get("metadata", {}).get("nbgrader", {})
    return found if isinstance(found, dict) and isinstance(found.get("grade_id"), str) else {}


def is_test(cell):
    """Whether a cell's tests give points by themselves."""
    of = settings(cell)
    return bool(of.get("grade")) and not of.get("solution") and cell["cell_type"] == "code"


def tasks(cells):
    """The tasks among the cells, in order."""
    found, solutions, heads, heading = [], [], [], ""
    for cell in cells:
        of = settings(cell)
        if cell["cell_type"] == "markdown" and not of.get("solution"):
            heads += _headings(cell)
        if of.get("grade") or of.get("task"):
            heading = next((head for head in reversed(heads) if NUMBERED.fullmatch(head)), heads[-1] if heads else heading)
            answers = (of["grade_id"],) if of.get("solution") else tuple(solutions)
            found.append((of["grade_id"], heading, _points(of), not is_test(cell), answers))
            solutions, heads = [], []
        elif of.get("solution"):
            solutions.append(of["grade_id"])
    titles = [title for _, title, *_ in found]
    return [Task(name, _title(name, title, titles.count(title) > 1), *rest) for name, title, *rest in found]


def _points(of):
    try:
        return float(of.get("points", 0))
    except (TypeError, ValueError):
        return 0.0


def _title(name, heading, shared):
    """“Task 3 (2 points). Entropy” is “3. Entropy”; the cell's name where there is no heading, or one for all."""
    if numbered := NUMBERED.fullmatch(heading):
        number, text = numbered.groups()
        heading = f"{number}. {text}" if text else heading
    elif shared:
        return name
    return f"{heading} ({name})" if shared else heading or name


def _headings(cell):
    """The text of the headings in a Markdown cell, without code and emphasis marks."""
    found, fenced = [], False
    for line in cell["source"].splitlines():
        if FENCE.match(line):
            fenced = not fenced
        elif not fenced and (heading := HEADING.fullmatch(line)):
            found.append(re.sub(r"[*`]", "", heading[1]))
    return found
