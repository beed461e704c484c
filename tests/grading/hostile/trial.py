"""One kind of submission, run in a slot and followed by an honest one: what came of it, seen from inside and outside."""

import base64
import json
import re
import time

import nbformat.v4
from nbgrader.utils import determine_grade

from dlkit.grading.execution import conduct
from dlkit.grading.execution.compiled import compile_test
from tests.grading.hostile.ground import processes
from tests.grading.hostile.kind import TIMEOUT

LIMITS = {"cell_seconds": 15, "seconds": 60, "memory": 2**28, "processes": 40, "disk": 2**25}
SHORT = {"cell_seconds": 1, "seconds": 8}  # for the kinds that are to run out of time; the others have enough on a busy machine
HONEST = "def first(x): return 2 * x"
POINTS = {"before": 1, "attacked": 2, "after": 4}
CLEAN = """
import os, socket, sys, numpy, threading
assert os.listdir('.') == [], os.listdir('.')
assert not os.path.isdir('/dev/shm') or not [n for n in os.listdir('/dev/shm') if 'hostile' in n or n == 'big']
assert not os.path.lexists('/dev/dlkit_hostile') and not os.path.lexists('/scratch/dlkit_hostile')
assert not numpy.allclose(1, 2) and threading.active_count() == 1 and os.path.samefile(os.getcwd(), os.environ['HOME'])
for place in ('\\0dlkit-hostile-server', ('127.0.0.1', 45671)):
    try: socket.socket(socket.AF_UNIX if isinstance(place, str) else socket.AF_INET).connect(place)
    except OSError: pass
    else: raise AssertionError('somebody is there')
import ctypes
assert ctypes.CDLL(None).msgget(45671, 0) == ctypes.CDLL(None).semget(45671, 0, 0) == -1
assert first(3) == 6
"""


def job(kind, ground):
    """The job that a kind is, or the honest one."""
    test = CLEAN if kind is None else kind.test
    cells = [_cell("start", HONEST), _test("before", "assert first(1) == 2"), _cell("attack", "" if kind is None else ground.fill(kind.cell)),
             _test("attacked", test), _test("after", "import numpy as np, torch\nassert np.allclose(first(7.0), 14), 'HIDDEN-TOKEN-1'")]
    files = {} if kind is None else {path: base64.b64encode(text.encode()).decode() for path, text in kind.files.items()}
    return {"name": "ps", "files": files, "cells": cells, "limits": LIMITS if kind is None else {**LIMITS, **(SHORT if kind.outcome == TIMEOUT else {}), **kind.limits}}


def _cell(name, source):
    return {"name": name, "kind": "cell", "source": source}


def _test(name, source):
    return {"name": name, "kind": "test", "source": source, "points": POINTS[name], "code": compile_test(source, ())}


def points(result):
    """The points of a result, as nbgrader counts them; cells that did not finish have none."""
    total = 0
    for name, most in POINTS.items():
        if name in result["cells"]:
            cell = nbformat.v4.new_code_cell(metadata={"nbgrader": {"grade": True, "solution": False, "grade_id": name, "points": most}})
            cell.outputs = [nbformat.from_dict(output) for output in result["cells"][name]["outputs"]]
            total += determine_grade(cell)[0]
    return total


def outcome(result):
    return "graded" if result["ending"] == "done" else result["ending"]


def shown(result, name):
    """Everything that a cell showed, as text."""
    return json.dumps(result["cells"].get(name, {}).get("outputs", []), ensure_ascii=False).replace("\\n", "\n")


def trial(kind, slot, ground):
    """Run a kind and then an honest submission. Returns (the first's result, complaints)."""
    if slot.process is None or slot.process.poll() is not None:
        slot.start()
    idle, warm = processes(slot), slot.process.pid
    result = conduct.run(slot, job(kind, ground))
    complaints = []
    until = time.monotonic() + 1
    while (left := processes(slot) - idle) and time.monotonic() < until:
        time.sleep(0.01)
    if left:
        complaints.append(f"processes {left} have survived")
    if came := ground.visitors():
        complaints.append(f"somebody was reached: {came}")
    if ground.files() != ground.before:
        complaints.append("the course has changed")
    if files := ground.left_behind():
        complaints.append(f"files were left behind: {files}")
    text = json.dumps(result)
    if ground.secret in text:
        complaints.append("a secret was read")
    if "evil" in re.sub(r"<IPython[^>]*>", "", text) and "<script" in text or "onload" in text:
        complaints.append("a script would come to the graders' browsers")
    if len(text) > 8_000_000:
        complaints.append(f"the result has {len(text)} characters")
    if slot.process.pid != warm:
        complaints.append("the warm process had to be started anew")
    honest = conduct.run(slot, job(None, ground))
    if (outcome(honest), points(honest)) != ("graded", 7):
        complaints.append(f"the honest submission after it: {outcome(honest)} {points(honest)} {honest['why']} {[c['error'] for c in honest['cells'].values()]}")
    return result, complaints
