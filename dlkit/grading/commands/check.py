"""`dlkit check`: a student's visible tests, one line a task."""

import json
import shutil
import sys
import textwrap
import time
from dataclasses import asdict
from pathlib import Path

from dlkit.grading.check.find_notebook import CannotCheck, find
from dlkit.grading.check.run import check
from dlkit.grading.check.verdict import STATES, WRONG
from dlkit.grading.commands.common import refuse
from dlkit.grading.instructor.notebook import Unreadable

HELP = """Run the tests that stand in your notebook, from top to bottom in a fresh process, as they run when it is graded.
Your notebook is not changed. Exit code 0: all visible tests pass; 1: not all; 2: it could not be run.
When it is graded, hidden tests run as well, with other inputs: passing here is needed, and not always enough."""
EXAMPLES = """
  dlkit check                               the notebooks of this folder, or of work/
  dlkit check ps1_likelihood                one problem set
  dlkit check Downloads/ps1_likelihood.ipynb
  dlkit check ps1_likelihood --cell-timeout 300
"""
MARKS = {"passed": "✓", "partly": "◐", "failed": "✗", "todo": "·", "not_reached": "·", "edited": "✗", "gone": "✗", "unseen": "?", "by_hand": "✎", "empty": "·"}
ASCII = {"passed": "ok", "partly": "part", "failed": "FAIL", "todo": "-", "not_reached": "-", "edited": "FAIL", "gone": "FAIL", "unseen": "?", "by_hand": "hand", "empty": "-"}
BELOW = ("failed", "gone")  # what is said of these stands below their line
LINES = 8  # of a message that are shown


def add_arguments(parser):
    """Add this command's arguments."""
    parser.add_argument("notebook", nargs="?", help="a notebook, a folder with one, or a problem set's name")
    parser.add_argument("--cell-timeout", type=float, default=30, metavar="SECONDS", help="for one cell (default: 30, as when it is graded)")
    parser.add_argument("--timeout", type=float, default=300, metavar="SECONDS", help="for the whole notebook (default: 300, as when it is graded)")
    parser.add_argument("--json", action="store_true", help="print one JSON object instead")


def run(options):
    """Returns the exit code."""
    try:
        checked = [check(path, options.cell_timeout, options.timeout) for path in find(options.notebook)]
    except (CannotCheck, Unreadable) as error:
        return refuse(error, options)
    if options.json:
        print(json.dumps({"notebooks": [_plain(one) for one in checked]}, indent=2))
    else:
        print("\n\n".join(show(one, *_terminal()) for one in checked))
    return int(any(result.state in WRONG for one in checked for result in one.results))


def show(checked, width=100, marks=MARKS):
    """The text for a terminal of `width` columns; `marks` are MARKS, or ASCII where it has no others."""
    room = max(map(len, marks.values()))
    titles = [result.task.title for result in checked.results]
    longest = min(max(map(len, titles)), width - room - 14)
    lines = [f"{_relative(checked.path)}, saved {_ago(checked.path.stat().st_mtime)}", ""]
    for result in checked.results:
        title = textwrap.shorten(result.task.title, longest, placeholder=" …" if marks is MARKS else " ...")
        points = f"{result.task.points:g} point{'' if result.task.points == 1 else 's'}" if result.task.points else ""
        if result.state == "partly":
            points = f"{result.score:g} of {points}"
        lines.append(f"{marks[result.state]:<{room}}  {title:<{longest}}  {points:>9}  {_short(result)}".rstrip())
        if result.state in BELOW:
            lines += _wrapped(result.message, width, " " * (room + 2))
    if checked.why:
        lines += ["", *_wrapped(checked.why, width, "")]
    if all(result.state in ("todo", "empty", "unseen") for result in checked.results):
        lines += ["", *_wrapped("Nothing is answered in this file. If you have answered something, save the notebook in JupyterLab and check again.", width, "")]
    for warning in checked.warnings:
        lines += ["", *_wrapped(f"Before you hand in: {warning}", width, "")]
    return "\n".join([*lines, "", *_wrapped(_sum(checked), width, "")])


def _short(result):
    """A few words after the points; a task that fails says it below."""
    if result.state in ("passed", "failed"):
        return ""
    return STATES[result.state] + (f" ({result.message})" if result.message and result.state not in BELOW else "")


def _sum(checked):
    tested = [result for result in checked.results if result.state not in ("by_hand", "empty", "unseen")]
    passed = [result for result in tested if result.state == "passed"]
    score, points = sum(result.score or 0 for result in tested), sum(result.task.points for result in tested)
    end = "When it is graded, hidden tests run as well, with other inputs than these."
    if not tested:
        return f"No task has tests that you can see. {end}"
    if len(passed) == len(tested):
        return f"The visible tests of all {len(tested)} tasks pass ({points:g} points). {end}"
    return f"The visible tests of {len(passed)} of {len(tested)} tasks pass ({score:g} of {points:g} points). {end}"


def _wrapped(text, width, indent):
    lines = [line for part in text.splitlines() for line in textwrap.wrap(part, width - len(indent), break_long_words=True) or [""]]
    more = ["[…]"] if len(lines) > LINES else []
    return [indent + line for line in [*lines[:LINES], *more]]


def _ago(when):
    """How long ago a file was saved: whoever forgot to save sees it here."""
    minutes = int((time.time() - when) / 60)
    if minutes < 1:
        return "just now"
    number, unit = (minutes, "minute") if minutes < 60 else (minutes // 60, "hour") if minutes < 2880 else (minutes // 1440, "day")
    return f"{number} {unit}{'' if number == 1 else 's'} ago"


def _terminal():
    """The width of the terminal, and the marks that it can show."""
    try:
        "".join([*MARKS.values(), "…"]).encode(sys.stdout.encoding or "ascii")
        marks = MARKS
    except (UnicodeEncodeError, LookupError):
        marks = ASCII
        sys.stdout.reconfigure(errors="backslashreplace")
    return min(shutil.get_terminal_size((100, 24)).columns, 110), marks


def _relative(path):
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def _plain(checked):
    results = [{**asdict(result.task), "state": result.state, "score": result.score, "message": result.message} for result in checked.results]
    return {"path": str(checked.path), "tasks": results, "warnings": list(checked.warnings), "stopped": checked.why}
