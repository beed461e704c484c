"""Takes a submission in: its files read and mended, its notebooks rebuilt from the instructor's. Runs nothing of the student's."""

import dataclasses
import datetime
import os
import re

from nbgrader.utils import parse_utc

from dlkit.grading.intake import folder
from dlkit.grading.intake.rebuild import rebuild
from dlkit.grading.intake.repair import LARGEST, Malformed, read_notebook, shown

TIMESTAMP = "timestamp.txt"
NOTES = 40
_NOTEBOOK = re.compile(r"\.ipynb(\.txt|\.json)?\Z", re.IGNORECASE)

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
    top = str(course.folder(student, assignment.name))
    if not student or student in (".", "..") or re.search("[/\0\ud800-\udfff]", student) or not os.path.lexists(top):
        raise Missing(f"nothing was handed in: there is no folder {shown(top, 200)}")
    try:
        files, refused = folder.listing(top, course.coursedir.ignore)
    except folder.Unreadable as error:
        raise Malformed(f"the folder {shown(top, 200)} {error}") from None
    if not set(files) - {TIMESTAMP} and not refused:
        raise Missing(f"nothing was handed in: the folder {shown(top, 200)} is empty")
    notes = []
    timestamp = _timestamp(top, files, refused, notes)
    inner = _inner(files, assignment)
    if inner:
        notes.append(f"Its notebook lay in a folder, {shown(inner)}.")
        files = {path[len(inner) :]: size for path, size in files.items() if path.startswith(inner)}
        refused = {path[len(inner) :]: reason for path, reason in refused.items() if path.startswith(inner)}
    places, why = _places(assignment, files, refused, notes)
    notebooks = _notebooks(os.path.join(top, inner), assignment, places, why, notes)
    others = {path for path in files if path != TIMESTAMP and not _NOTEBOOK.search(path)}
    notes += [f"{shown(path)} was left out: it {reason}." for path, reason in sorted(refused.items())]
    kept = _own(others, assignment, notes)
    contents = folder.read_all(os.path.join(top, inner), kept, notes)
    if timestamp is not None:
        contents[TIMESTAMP] = f"{timestamp:%Y-%m-%d %H:%M:%S.%f} UTC\n".encode()
    notes = list(dict.fromkeys(notes))
    notes = notes if len(notes) <= NOTES else [*notes[:NOTES], f"And {len(notes) - NOTES} things more."]
    return Submission(student, timestamp, notebooks, [name for name in assignment.notebooks if name not in notebooks], contents, notes)


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


def _inner(files, assignment):
    """The folder that everything lies in, with its slash, where a packed folder was handed in; otherwise ""."""
    found = {path for path in files if _NOTEBOOK.search(path)}
    inside = {path.rpartition("/")[0] for path in found}
    return f"{inside.pop()}/" if len(inside) == 1 and "" not in inside else ""


def _places(assignment, files, refused, notes):
    """The file of each notebook, {name: path}, and for the others why there is none, {name: reason}. Raises Malformed."""
    wanted = {name: f"{name}.ipynb" for name in assignment.notebooks}
    places = {name: path for name, path in wanted.items() if path in files}
    why = {name: f"{path} {refused[path]}" for name, path in wanted.items() if path in refused}
    left = [name for name in wanted if name not in places and name not in why]
    strangers = sorted(path for path in files if _NOTEBOOK.search(path) and path not in wanted.values())
    if len(left) == 1 and len(strangers) == 1:
        places[left[0]] = strangers[0]
        notes.append(f"{wanted[left[0]]} was handed in as {shown(strangers[0])}.")
        strangers = []
    elif left and strangers and not places:
        raise Malformed(f"none of its notebooks has the name {' or '.join(wanted[name] for name in left)}: {', '.join(shown(path) for path in strangers[:5])}")
    if not places and not why:
        raise Malformed(f"there is no notebook in it, only {', '.join(shown(path) for path in sorted(files)[:5]) or 'nothing that can be read'}")
    notes += [f"{shown(path)} is not a notebook of the assignment and was left out." for path in strangers]
    return places, {**why, **{name: f"{wanted[name]} was not handed in" for name in left if name not in places}}


def _notebooks(top, assignment, places, why, notes):
    """The notebooks, rebuilt. Raises Malformed if there is none."""
    notebooks, single = {}, len(assignment.notebooks) == 1
    for name, template in assignment.notebooks.items():
        if name not in places:
            continue
        before = "" if single else f"{name}.ipynb: "
        try:
            cells, mended = read_notebook(folder.read(top, places[name], LARGEST))
            if places[name] != f"{name}.ipynb" and not _alike(template, cells):
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


def _alike(template, cells):
    """Whether a renamed notebook is this one at all."""
    ids = {cell.get("id") for cell in template.cells} - {None}
    sources = {source.strip() for source in template.released.values() if source.strip()}
    return any(cell.grade_id in template.released or cell.id in ids or cell.source.strip() in sources for cell in cells)


def _own(paths, assignment, notes):
    """The student's files that take no place of the instructor's."""
    theirs = {*assignment.files, *(f"{name}.ipynb" for name in assignment.notebooks)}
    folders = {parent for path in theirs for parent in _parents(path)}
    kept = set()
    for path in sorted(paths):
        if path in folders or not theirs.isdisjoint(_parents(path)):
            notes.append(f"{shown(path)} was left out: the assignment has a {'folder' if path in folders else 'file'} of that name.")
        elif path not in theirs:
            kept.add(path)
    return kept


def _parents(path):
    parts = path.split("/")
    return ["/".join(parts[:count]) for count in range(1, len(parts))]
