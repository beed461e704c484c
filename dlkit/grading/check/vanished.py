"""Tasks that a notebook no longer has, as far as what is left of it tells: for a notebook whose released version is not at hand."""

import re

from dlkit.grading.check.verdict import Result
from dlkit.grading.instructor.tasks import FENCE, NUMBERED, Task, settings, tasks

HEADING = re.compile(r"#{1,6}\s+(.+?)\s*#*\s*")
POINTS = re.compile(r"\b(\d+(?:\.\d+)?) +points?\b")
GONE = ("The cell with its tests is gone from this notebook, so nothing can be said about it here. They come back when it is graded: "
        "copy the cell from a new copy of the problem set and see what they say.")


def vanished(cells):
    """[(where it would stand among the tasks of the cells, Result)]: those whose heading gives points, and has no tests below it."""
    statements = _statements(cells)
    following = [statement[0] for statement in statements[1:]] + [""]
    return [(where, Result(Task(f"task {number}", title, points, False), "gone", None, GONE))
            for (number, title, points, where, has), after in zip(statements, following) if points and not has and not (after.startswith(number) and after != number)]


def _statements(cells):
    """[number, title, points, how many tasks come before, whether something below is graded] of each numbered heading."""
    statements, graded = [], 0
    for cell in cells:
        of = settings(cell)
        if cell["cell_type"] == "markdown" and not of.get("solution"):
            statements += [[*head, graded, False] for head in _heads(cell)]
        if of.get("grade") or of.get("task"):
            graded += 1
            for statement in statements[-1:]:
                statement[-1] = True
    return statements


def about_answers(cells):
    """Warnings about tests without a cell for an answer, and answers without tests, in a notebook whose other tasks have both."""
    found, warnings, after = tasks(cells), [], []
    if any(task.solutions for task in found if not task.by_hand):
        warnings += [f"No cell before the tests of “{task.title}” is marked as your answer: it is gone, or has lost its name, by which grading finds it. "
                     "Copy the cell from a new copy of the problem set, and your lines into it." for task in found if not task.solutions and not task.by_hand]
    for cell in cells:
        of = settings(cell)
        after = [] if of.get("grade") or of.get("task") else [*after, of["grade_id"]] if of.get("solution") else after
    if after and not vanished(cells):
        warnings.append(f"No tests come after your answer {after[-1]}: were they deleted?")
    return warnings + _numbers(cells) + _sum(cells, found)


def _numbers(cells):
    """Tasks of which not even a heading is left."""
    numbers = [int(number) for number, *_ in _statements(cells) if number.isdigit()]
    missing = [str(number) for number in range(numbers[0], numbers[-1]) if number not in numbers] if numbers and numbers == sorted(numbers) else []
    return [f"Task {', '.join(missing)} is not in this notebook: if it was deleted, it counts as not done. Compare it with a new copy of the problem set."] if missing else []


def _sum(cells, found):
    """What stands above the tasks may say how many points there are."""
    said, gone = set(), [result.task.points for _, result in vanished(cells)]
    for cell in cells:
        if settings(cell) or cell["cell_type"] == "markdown" and list(_heads(cell)):
            break
        said |= set(POINTS.findall(cell["source"])) if cell["cell_type"] == "markdown" else set()
    total = sum(task.points for task in found) + sum(gone)
    if len(said) == 1 and total < float(most := said.pop()):
        return [f"The notebook speaks of {most} points, and its tasks have {total:g}: is one gone? Compare it with a new copy of the problem set."]
    return []


def _heads(cell):
    """(number, title, points) of each numbered heading in a cell of text."""
    fenced = False
    for line in cell["source"].splitlines():
        if FENCE.match(line):
            fenced = not fenced
        elif not fenced and (heading := HEADING.fullmatch(line)) and (numbered := NUMBERED.fullmatch(text := re.sub(r"[*`]", "", heading[1]))):
            points = POINTS.search(text)
            yield numbered[1], f"{numbered[1]}. {numbered[2]}" if numbered[2] else text, float(points[1]) if points else 0.0
