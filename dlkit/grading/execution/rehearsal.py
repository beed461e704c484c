"""Runs the instructor's own solution once, to learn which modules that loads: the warm processes import them beforehand.

A package may import much more when it is used than when it is imported. PyTorch loads some 800 modules at the first step of
an optimizer, which takes a second of processor time: once a warm process instead of once a submission.
"""

import ast
import base64
from pathlib import Path

import nbformat

from dlkit.grading.execution import conduct
from dlkit.grading.execution.compiled import compile_test
from dlkit.grading.instructor.template import LARGEST_FILE

ASK = "import sys\n' '.join(sys.modules)"
NOT_THESE = ("__main__", "__mp_main__", "dlkit.grading")


def modules_loaded(slot, course, assignment, limits):
    """The modules that are there after the assignment's source notebooks have run, in the order of their import; [] if there are none to run."""
    found = {}
    folder = Path(course.coursedir.format_path(course.coursedir.source_directory, ".", assignment.name))
    for name in assignment.notebooks:
        try:
            notebook = nbformat.read(folder / f"{name}.ipynb", as_version=4)
            result = conduct.run(slot, _job(notebook, name, assignment, limits))
            (output,) = result["cells"]["modules"]["outputs"]
            found.update(dict.fromkeys(ast.literal_eval(output["data"]["text/plain"]).split()))
        except Exception:  # whatever is wrong with a rehearsal, grading goes on without: it is only slower
            continue
    return [name for name in found if not name.startswith(NOT_THESE)]


def _job(notebook, name, assignment, limits):
    cells = [{"name": f"cell {number}", "kind": "cell", "source": cell.source} for number, cell in enumerate(notebook.cells) if cell.cell_type == "code"]
    ask = {"name": "modules", "kind": "test", "source": ASK, "points": 0.0, "code": compile_test(ASK, ()) | {"longest": LARGEST_FILE}}
    files = {path: base64.b64encode(content).decode("ascii") for path, content in assignment.files.items()}
    return {"name": name, "files": files, "cells": [*cells, ask], "limits": limits}
