"""Takes a submission in: its files read and mended, its notebooks rebuilt from the instructor's. Runs nothing of the student's."""

import dataclasses
import datetime
import os
import re

from nbgrader.utils import parse_utc

from dlkit.grading.intake import folder
from dlkit.grading.intake.notebook_json import LARGEST, Malformed, shown
from dlkit.grading.intake.places import NOTEBOOK, alike, inner_folder, own_files, places_of
from dlkit.grading.intake.rebuild import rebuild
from dlkit.grading.intake.repair import read_notebook

TIMESTAMP = "timestamp.txt"
NOTES = 40

__all__ = ["Malformed", "Missing", "Submission", "take_in"]


class Missing(Exception):
    """Nothing was handed in."""


@dataclasses.dataclass(frozen=True, eq=False)
class Submission:
    """What is graded: `notebooks` by name, rebuilt; `missing` names of those not handed in or not readable; `files` the student's
    others by path, none of them in place of an instructor's; `notes` sentences on what was mended or noticed."""

    student: str
    timestamp: datetime.datetime | None
    notebooks: dict
    missing: list
    files: dict
    notes: list


def take_in(course, assignment, student):
    """The submission of a student, rebuilt. Raises Malformed where nothing in it can be graded, Missing where there is none."""
    top, files, refused = _listing(course, assignment, student)
    notes = []
    timestamp = _timestamp(top, files, refused, notes)
    inner = inner_folder(files)
    if inner:
        notes.append(f"Its notebook lay in a folder, {shown(inner)}.")
        files = {path[len(inner) :]: size for path, size in files.items() if path.startswith(inner)}
        refused = {path[len(inner) :]: reason for path, reason in refused.items() if path.startswith(inner)}
    places, why = places_of(assignment, files, refused, notes)
    notebooks = _notebooks(os.path.join(top, inner), assignment, places, why, notes)
    others = {path for path in files if path != TIMESTAMP and not NOTEBOOK.search(path)}
    notes += [f"{shown(path)} was left out: it {reason}." for path, reason in sorted(refused.items())]
    kept = own_files(others, assignment, notes)
    contents = folder.read_all(os.path.join(top, inner), kept, notes)
    if timestamp is not None:
        contents[TIMESTAMP] = f"{timestamp:%Y-%m-%d %H:%M:%S.%f} UTC\n".encode()
    notes = list(dict.fromkeys(notes))
    notes = notes if len(notes) <= NOTES else [*notes[:NOTES], f"And {len(notes) - NOTES} things more."]
    return Submission(student, timestamp, notebooks, [name for name in assignment.notebooks if name not in notebooks], contents, notes)


def nothing_in(course, assignment, student):
    """Whether `take_in` would raise Missing. Reads no file."""
    try:
        _listing(course, assignment, student)
    except Missing:
        return True
    except Malformed:
        pass
    return False


def _listing(course, assignment, student):
    """The folder of a submission, its files, and those that are refused. Raises Malformed, Missing."""
    top = str(course.folder(student, assignment.name))
    if not student or student in (".", "..") or re.search("[/\0\ud800-\udfff]", student) or not os.path.lexists(top):
        raise Missing(f"nothing was handed in: there is no folder {shown(top, 200)}")
    try:
        files, refused = folder.listing(top, course.coursedir.ignore)
    except folder.Unreadable as error:
        raise Malformed(f"the folder {shown(top, 200)} {error}") from None
    if not set(files) - {TIMESTAMP} and not refused:
        raise Missing(f"nothing was handed in: the folder {shown(top, 200)} is empty")
    return top, files, refused


def _timestamp(top, files, refused, notes):
    """When it was handed in, in UTC without a zone, as nbgrader has it."""
    if TIMESTAMP not in files:
        if TIMESTAMP in refused:
            notes.append(f"{TIMESTAMP} {refused.pop(TIMESTAMP)}: it counts as handed in on time.")
        return None
    try:
        text = folder.read(top, TIMESTAMP, 1000).decode("utf-8-sig").strip()
        if not re.search(r"\d{8}|\w+\W+\w+\W+\w+", text) or not re.search(r"\d{4}", text) or len(text) > 100:
            raise ValueError("no whole date in it: dateutil would put today's parts in")
        return parse_utc(text)
    except folder.Unreadable as error:
        notes.append(f"{TIMESTAMP} {error}: it counts as handed in on time.")
    except Exception:  # dateutil's parser raises more than it says
        notes.append(f"{TIMESTAMP} holds no time that can be read: it counts as handed in on time.")
    return None


def _notebooks(top, assignment, places, why, notes):
    """The notebooks, rebuilt. Raises Malformed if there is none."""
    notebooks, single = {}, len(assignment.notebooks) == 1
    for name, template in assignment.notebooks.items():
        if name not in places:
            continue
        before = "" if single else f"{name}.ipynb: "
        try:
            cells, mended = read_notebook(folder.read(top, places[name], LARGEST))
            if places[name] != f"{name}.ipynb" and not alike(template, cells):
                raise Malformed(f"it has none of the cells of {name}.ipynb")
        except (folder.Unreadable, Malformed) as error:
            why[name] = f"{shown(places[name])}: {error}"
            continue
        notebooks[name], noticed = rebuild(template, cells)
        notes += [f"{before}{note}" for note in mended + noticed]
    if not notebooks:
        raise Malformed("; ".join(why.values()))
    notes += [f"{reason}." for reason in why.values()]
    return notebooks
