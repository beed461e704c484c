"""Which of the files handed in is which notebook of the assignment, whatever it is called, and which others may lie beside them."""

import re

from dlkit.grading.intake.notebook_json import Malformed, shown

NOTEBOOK = re.compile(r"\.ipynb(\.txt|\.json)?\Z", re.IGNORECASE)


def inner_folder(files):
    """The folder that everything lies in, with its slash, where a packed folder was handed in; otherwise ""."""
    found = {path for path in files if NOTEBOOK.search(path)}
    inside = {path.rpartition("/")[0] for path in found}
    return f"{inside.pop()}/" if len(inside) == 1 and "" not in inside else ""


def places_of(assignment, files, refused, notes):
    """The file of each notebook, {name: path}, and for the others why there is none, {name: reason}. Raises Malformed."""
    wanted = {name: f"{name}.ipynb" for name in assignment.notebooks}
    places = {name: path for name, path in wanted.items() if path in files}
    why = {name: f"{path} {refused[path]}" for name, path in wanted.items() if path in refused}
    left = [name for name in wanted if name not in places and name not in why]
    strangers = sorted(path for path in files if NOTEBOOK.search(path) and path not in wanted.values())
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


def alike(template, cells):
    """Whether a renamed notebook is this one at all."""
    ids = {cell.get("id") for cell in template.cells} - {None}
    sources = {source.strip() for source in template.released.values() if source.strip()}
    return any(cell.grade_id in template.released or cell.id in ids or cell.source.strip() in sources for cell in cells)


def own_files(paths, assignment, notes):
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
