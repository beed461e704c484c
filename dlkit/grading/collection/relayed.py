"""Results that a worker on another machine has sent: looked at once more, as far as it costs nothing to be careful."""

from dlkit.grading.collection.collect import relayed_cell
from dlkit.grading.collection.outputs import Unbelievable

ENDINGS = ("done", "timeout", "memory", "killed", "crashed", "tampered")
LONGEST = 100_000  # characters of a reason


def relayed(jobs, results):
    """{name of the notebook: result} as dlkit.grading.execution.conduct gives it for these jobs. Raises Unbelievable."""
    if not isinstance(results, dict) or set(results) != set(jobs):
        raise Unbelievable("results of other notebooks than were sent")
    return {name: _result(jobs[name], results[name]) for name in jobs}


def _result(job, result):
    cells = {cell["name"]: cell for cell in job["cells"]}
    try:
        if result["ending"] not in ENDINGS or not set(result["cells"]) <= set(cells):
            raise Unbelievable("an ending that there is not, or results of other cells than were sent")
        return {
            "ending": result["ending"], "why": _text(result["why"]), "cells": {name: relayed_cell(cells[name], cell) for name, cell in result["cells"].items()},
            "seconds": float(_number(result["seconds"])), "peak": int(_number(result["peak"])), "survivors": int(_number(result["survivors"])),
            "isolation": result["isolation"] if isinstance(result["isolation"], (dict, list, str)) else None}
    except (KeyError, TypeError, AttributeError) as error:
        raise Unbelievable(f"a result that is none: {type(error).__name__}: {error}") from None


def _text(value):
    if not isinstance(value, str):
        raise Unbelievable("a reason that is no text")
    return value[:LONGEST]


def _number(value):
    if type(value) not in (int, float) or not 0 <= value < 2**60:
        raise Unbelievable("a measurement that is no number")
    return value
