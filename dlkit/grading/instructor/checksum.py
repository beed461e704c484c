"""Has a cell been changed since it was released? nbgrader writes a checksum into each; importing nbgrader takes seconds."""

import hashlib

from dlkit.grading.instructor.tasks import settings


def checksum(cell):
    """What nbgrader.utils.compute_checksum gives for a cell with nbgrader's metadata."""
    of = settings(cell)
    solution, grade = bool(of.get("solution")), bool(of.get("grade"))
    locked = not solution and (grade or bool(of.get("locked")))
    parts = [cell["source"], cell["cell_type"], grade, solution, locked, of["grade_id"]]
    if grade:
        parts.append(float(of["points"]))
    return hashlib.md5("".join(map(str, parts)).encode("utf-8", "replace"), usedforsecurity=False).hexdigest()


def as_released(cell):
    """Whether a cell is as it was released: True, False, or None where it does not say what it was."""
    known = settings(cell).get("checksum")
    try:
        return checksum(cell) == known if known else None
    except (KeyError, TypeError, ValueError):  # metadata that somebody wrote by hand
        return None
