"""What of a rebuilt notebook goes into the sandbox, and under which names results come back."""

import base64

from dlkit.grading.instructor.template import grade_id, is_test

SKIP = "skip-execution"  # the tag of cells that nbclient, which nbgrader runs notebooks with, does not run


def cell_names(notebook):
    """The names of a notebook's cells, in order: the instructor's by their grade_id, others "cell K" by their place."""
    names = [grade_id(cell) for cell in notebook.cells]
    taken = set(names)
    for position, name in enumerate(names):
        if name is None:
            name = f"cell {position}"
            while name in taken:  # a grade_id may look so
                name += "*"
            names[position] = name
            taken.add(name)
    return names


def job(submission, name, assignment, limits):
    """The job of the notebook `name` of a submission, as dlkit.grading.execution.conduct runs it: every code cell, in order."""
    notebook, template = submission.notebooks[name], assignment.notebooks[name]
    files = {**submission.files, **assignment.files}
    return {
        "name": name,
        "files": {path: base64.b64encode(content).decode("ascii") for path, content in files.items()},
        "cells": [_cell(key, cell, template) for key, cell in zip(cell_names(notebook), notebook.cells) if cell.cell_type == "code"],
        "limits": limits,
    }


def _cell(name, cell, template):
    if is_test(cell):
        return {"name": name, "kind": "test", "source": cell.source, "points": float(cell.metadata.nbgrader["points"]), "code": template.tests[name]}
    return {"name": name, "kind": "cell", "source": "" if SKIP in cell.metadata.get("tags", []) else cell.source}
