"""Kills `dlkit grade` at random moments and resumes it: python -m tests.grading.durability --runs 100.

A run is killed once, and in a third of the cases again while it is resumed; then it is resumed to its end. After that, every
student has exactly one outcome, a witness inside nbgrader's own transaction has seen each graded once, and grades, graded
notebooks and outcomes are those of a run that nobody disturbed. Nothing is left behind: no process, no half-written file.
"""

import argparse
import collections
import contextlib
import json
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from pathlib import Path
from unittest import mock

import nbformat
import sqlalchemy
from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor

from dlkit.grading.coordination.coordinator import Observer, grade
from dlkit.grading.coordination.options import Options
from dlkit.grading.execution import bubblewrap, launch
from dlkit.grading.instructor.course import Course
from dlkit.grading.recording.journal import Journal
from dlkit.grading.recording.swap import Swap
from dlkit.grading.recording.transaction import OpenGradebook
from dlkit.grading.sandbox import descendants
from tests.grading.homework import ANSWERS, Homework

ROOT = Path(__file__).parents[2]
STUDENTS = {
    "ada": ANSWERS["right"], "bernhard": ANSWERS["half"], "chandra": ANSWERS["noisy"], "dirac": ANSWERS["nothing"],
    "emmy": {**ANSWERS["right"], "squares": "import os\nos._exit(3)"}, "fermi": ANSWERS["right"],
}
MISSING = "gauss"
CONFIG = f"""
import sys
sys.path.insert(0, {str(ROOT)!r})
from nbgrader.preprocessors import Execute, LimitOutput, SaveAutoGrades, AssignLatePenalties, CheckCellMetadata
from tests.grading.durability import Witness
c.Autograde.autograde_preprocessors = [Execute, LimitOutput, SaveAutoGrades, AssignLatePenalties, Witness, CheckCellMetadata]
"""
POINTS = {  # where a coordinator can kill itself while it records: the function, and whether before or after it
    "outcome's row": (Journal, "insert"), "files in place": (Swap, "put"), "commit": (OpenGradebook, "_patiently"),
    "old files away": (Swap, "keep"), "outcomes.jsonl": (Journal, "append"), "a rename": (os, "rename"),
}
KINDS = ("coordinator, at any time", "coordinator, while recording", "warm process", "all processes")


class Witness(NbGraderPreprocessor):
    """Notes, in the database and so in nbgrader's transaction, that a notebook's grades were saved."""

    def preprocess(self, notebook, resources):
        """One row more."""
        with Gradebook(resources["nbgrader"]["db_url"]) as book:
            book.db.execute(sqlalchemy.text("INSERT INTO witness VALUES (:student)"), {"student": resources["nbgrader"]["student"]})
            book.db.commit()
        return notebook, resources


def make(folder, base=None):
    """A course with a class of seven, of whom one hands nothing in and one's process ends itself. Returns it."""
    course = (base or Homework(folder / "base").make()).copy(folder / "class", CONFIG)
    for student, answers in STUDENTS.items():
        course.hand_in(student, answers, when="2026-05-06 10:00:00 UTC" if student == "fermi" else "2026-05-04 10:00:00 UTC")
    with course.gradebook() as book:
        book.add_student(MISSING)
        book.db.execute(sqlalchemy.text("CREATE TABLE witness (student TEXT)"))
        book.db.commit()
    return course


def start(course, resume, point=None):
    """Grade in a process of its own, with nothing but what the assignment imports in its warm processes. Returns its pid."""
    sys.stdout.flush()
    if pid := os.fork():
        return pid
    code = 70
    try:
        os.setsid()
        os.dup2(os.open(course.root / "log.txt", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644), 2)
        with mock.patch.object(launch, "USUAL", ()), fatal(*point) if point else contextlib.nullcontext():
            found = Course(str(course.root))
            code = grade(found, found.assignment("hw"), Options(jobs=2, resume=resume, sandbox=SANDBOX), Loud()).exit_code
    except BaseException as error:
        print(repr(error), file=sys.stderr)
    finally:
        sys.stderr.flush()
        os._exit(code)


class Loud(Observer):
    """Says what there is to say on standard error."""

    def say(self, text):
        """One line."""
        print(text, file=sys.stderr)


SANDBOX = "auto" if bubblewrap.bwrap_works()[0] else "none"


@contextlib.contextmanager
def fatal(name, after, count):
    """Kill this process before or after the `count`-th call of a function in POINTS."""
    owner, function = POINTS[name]
    real, calls = getattr(owner, function), iter(range(1, 10**6))

    def deadly(*arguments, **more):
        number = next(calls)
        if number == count and not after:
            os.kill(os.getpid(), signal.SIGKILL)
        result = real(*arguments, **more)
        if number == count:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    with mock.patch.object(owner, function, deadly):
        yield


def disturb(course, kind, rng, seconds, resume):
    """Start a run and kill something. Returns (what was killed and when, exit code or None if the coordinator was killed)."""
    point = None
    if kind == KINDS[1]:
        point = rng.choice(sorted(POINTS)), rng.random() < 0.5, rng.randrange(1, 8)
    pid = start(course, resume, point)
    if point:
        code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        return f"{'after' if point[1] else 'before'} {point[0]} {point[2]}", code
    moment = rng.uniform(0, seconds)
    time.sleep(moment)
    below = descendants.of(pid)
    if kind == KINDS[2]:
        if warm := warm_processes(pid):
            os.kill(rng.choice(warm), signal.SIGKILL)
    else:
        for process in (pid, *(below if kind == KINDS[3] else ())):
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    gone(below)
    return f"after {moment:.2f} s", code


def warm_processes(pid):
    """The warm processes of a coordinator and the sandboxes around them; not what they have forked for a submission."""
    found = descendants.children(pid)
    if SANDBOX != "none":  # bubblewrap, its namespace's first process, ours
        found = [*found, *(inner := [process for one in found for process in descendants.children(one)])]
        found += [process for one in inner for process in descendants.children(one)]
    return found


def gone(processes, patience=10.0):
    """Wait until none of these processes is left. Raises AssertionError."""
    until = time.monotonic() + patience
    while left := [process for process in processes if os.path.exists(f"/proc/{process}/exe") and _alive(process)]:
        assert time.monotonic() < until, f"still there: {left}"
        time.sleep(0.02)


def _alive(process):
    try:
        return Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0] not in "ZX"
    except OSError:
        return False


def found(course):
    """All that a run leaves: outcomes, what the witness saw, grades, graded notebooks, names of files."""
    with course.gradebook() as book:
        rows = [json.loads(line) for (line,) in book.db.execute(sqlalchemy.text("SELECT line FROM dlkit_outcomes ORDER BY number"))]
        seen = collections.Counter(student for (student,) in book.db.execute(sqlalchemy.text("SELECT student FROM witness")))
    lines = [json.loads(line) for line in (course.root / ".dlkit" / "hw" / "outcomes.jsonl").read_text().splitlines()]
    assert sorted(lines, key=str) == sorted(rows, key=str), "outcomes.jsonl is not what the table has"
    for row in rows:
        for key in ("run", "seconds", "peak", "survivors", "recorded"):
            row.pop(key)
    files = sorted(str(path.relative_to(course.root)) for top in ("autograded", ".dlkit") for path in (course.root / top).rglob("*"))
    notebooks = {path.parts[-3]: nbformat.read(path, as_version=4).cells for path in (course.root / "autograded").glob("*/hw/hw.ipynb")}
    return {"outcomes": sorted(rows, key=lambda row: row["student"]), "seen": dict(seen), "files": [name for name in files if "errors.log" not in name],
            "grades": {student: course.grades(student) for student in STUDENTS}, "notebooks": {student: _plain(cells) for student, cells in notebooks.items()}}


def _plain(cells):
    """Cells without their ids, which are made up anew."""
    return [(cell.source, cell.metadata, cell.get("outputs"), cell.get("execution_count")) for cell in cells]


def undisturbed(course):
    """What a run leaves that nobody disturbs, and how long it took."""
    begun = time.monotonic()
    pid = start(course, resume=False)
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    assert code == 1, f"exit code {code}: {(course.root / 'log.txt').read_text()}"  # one of the students crashed
    return found(course), time.monotonic() - begun


def once(folder, course, kind, rng, expected, seconds):
    """One killed and resumed run of a copy of `course`. Returns (when it was killed, how often). Raises AssertionError."""
    shutil.rmtree(folder, ignore_errors=True)
    copy = course.copy(folder, CONFIG)
    when, code = disturb(copy, kind, rng, seconds, resume=False)
    kills = 1
    while code < 0:
        if kills == 1 and rng.random() < 1 / 3:
            again, code = disturb(copy, rng.choice(KINDS), rng, seconds, resume=True)
            when, kills = f"{when}, then {again}", 2
        else:
            code = os.waitstatus_to_exitcode(os.waitpid(start(copy, resume=True), 0)[1])
            assert code >= 0
    log = (copy.root / "log.txt").read_text()
    assert code == 1, f"exit code {code}: {log}"
    left = found(copy)
    for part in expected:
        assert left[part] == expected[part], f"{part} differ after a kill {when}: {_difference(left[part], expected[part])}\n{log}"
    assert {row["student"] for row in left["outcomes"]} == {*STUDENTS, MISSING} and len(left["outcomes"]) == len(STUDENTS) + 1
    assert left["seen"] == dict.fromkeys(STUDENTS, 1)
    return when, kills


def _difference(left, expected):
    """The entries that one has and the other has not."""
    one, other = ({repr(entry) for entry in (found.items() if isinstance(found, dict) else found)} for found in (left, expected))
    return f"{sorted(one - other)} instead of {sorted(other - one)}"


def prove(runs, seed=0, folder=None, base=None, say=print):
    """Kill and resume `runs` times. Returns the rows of the table: {kind: [runs, kills, shortest and longest moment]}."""
    rng, table = random.Random(seed), {kind: [0, 0] for kind in KINDS}
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        scratch = Path(scratch)
        course = make(scratch, base)
        reference = course.copy(scratch / "reference", CONFIG)
        expected, seconds = undisturbed(reference)
        for number in range(runs):
            kind = KINDS[number % len(KINDS)]
            when, kills = once(scratch / "run", course, kind, rng, expected, seconds)
            table[kind][0] += 1
            table[kind][1] += kills
            say(f"{number + 1:4} {kind:<30} {when}")
    return table


def main():
    """Returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=100)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    table = prove(arguments.runs, arguments.seed)
    print(f"\n{'killed':<30} {'runs':>5} {'kills':>6}   outcomes, grades and files as undisturbed")
    for kind, (runs, kills) in table.items():
        print(f"{kind:<30} {runs:>5} {kills:>6}   all")
    return 0


if __name__ == "__main__":
    from tests.grading.durability import main  # or nbgrader's settings would import a second Witness

    sys.exit(main())
