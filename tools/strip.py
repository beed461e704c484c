"""Notebooks as they are committed: no outputs, no execution counts, no metadata of an editor, stable cell ids, the same bytes.

python -m tools.strip rewrites the notebooks of chapters/ and solutions/; with --check it only names those it would change.
"""

import argparse
import hashlib
import sys
from pathlib import Path

import nbformat

from tools.notebooks import NotebookError, find, read

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOK_METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
CELL_METADATA = ("tags", "nbgrader", "deletable", "editable", "mystnb")


def stripped(notebook):
    """A copy of `notebook` with nothing in it but what somebody wrote."""
    cells, taken = [], set()
    for old in notebook.cells:
        metadata = {key: old.metadata[key] for key in CELL_METADATA if old.metadata.get(key) not in (None, [], {})}
        cell = {"cell_type": old.cell_type, "id": cell_id(old, taken), "metadata": metadata, "source": old.source}
        if old.cell_type == "code":
            cell |= {"execution_count": None, "outputs": []}
        if old.get("attachments"):
            cell["attachments"] = old.attachments
        cells.append(cell)
    return nbformat.from_dict({"nbformat": 4, "nbformat_minor": 5, "metadata": NOTEBOOK_METADATA, "cells": cells})


def cell_id(cell, taken):
    """The id of `cell`, or one that follows from its source if it has none of its own; adds it to `taken`."""
    identity, source = cell.get("id"), cell.source
    while not identity or identity in taken:
        identity = hashlib.sha256(source.encode()).hexdigest()[:8]
        source += " "
    taken.add(identity)
    return identity


def text(notebook):
    """The file of a notebook: one line of source a line, keys sorted, non-ASCII as it is, a newline at the end."""
    return nbformat.writes(notebook) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("notebooks", nargs="*", default=["chapters", "solutions"], help="folders or notebooks, relative to the repository")
    parser.add_argument("--check", action="store_true", help="change nothing; exit code 1 if something would be changed")
    options = parser.parse_args()
    status = 0
    for path in find(ROOT, options.notebooks):
        try:
            clean = text(stripped(read(path)))
        except NotebookError as error:
            print(error, file=sys.stderr)
            status = 1
            continue
        if clean == path.read_text(encoding="utf-8"):
            continue
        name = path.relative_to(ROOT).as_posix()
        if options.check:
            print(f"{name} holds outputs or other noise: make strip takes it out.", file=sys.stderr)
            status = 1
        else:
            path.write_text(clean, encoding="utf-8")
            print(f"stripped {name}")
    return status


if __name__ == "__main__":
    sys.exit(main())
