"""A class of thousands on one machine: python -m tests.grading.scale --submissions 2000.

One honest submission and a few broken ones, handed in under as many names as asked for. Every hundred submissions a line says
how many a minute there were and what memory the coordinator, the warm processes and the gradebook take; after the first
hundreds, memory must not grow any more.
"""

import argparse
import collections
import contextlib
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path
from unittest import mock

from dlkit.grading.coordination.coordinator import Observer, grade
from dlkit.grading.coordination.options import Options
from dlkit.grading.execution import bubblewrap, launch
from dlkit.grading.instructor.course import Course
from dlkit.grading.sandbox import descendants
from tests.grading.homework import ANSWERS, Homework

BROKEN = {
    "raises": ANSWERS["noisy"], "untouched": ANSWERS["nothing"], "exits": {**ANSWERS["right"], "squares": "import os\nos._exit(3)"},
    "floods": {**ANSWERS["right"], "program": "print('x' * 3_000_000)"}, "allocates": {**ANSWERS["right"], "program": "held = bytearray(2 * 10**9)"},
    "leaves processes": {**ANSWERS["right"], "program": "import subprocess\nsubprocess.Popen(['sleep', '60'])"},
}
SCORES = {"honest": 6.0, "raises": 4.0, "untouched": 0.0, "exits": 4.0, "floods": 6.0, "allocates": 6.0, "leaves processes": 6.0}
EVERY = 10  # one in so many is broken
STEP = 100
GROWTH = 1.1  # what the memory of the last quarter may be of that of the second


def make(folder, count):
    """The course, with `count` students. Returns (it, {student: which submission it is})."""
    course, who = Homework(folder / "course").make(), {}
    for name, answers in {"honest": ANSWERS["right"], **BROKEN}.items():
        course.hand_in(name, answers)
    kinds = list(BROKEN)
    for number in range(count):
        kind = kinds[number // EVERY % len(kinds)] if number % EVERY == EVERY - 1 else "honest"
        who[student := f"student{number:05}"] = kind
        shutil.copytree(course.root / "submitted" / kind, course.root / "submitted" / student)
    for name in ("honest", *BROKEN):
        shutil.rmtree(course.root / "submitted" / name)
    return course, who


def memory(processes):
    """What processes hold for themselves, in MiB: what they share counts once for all of them."""
    total = 0
    for process in processes:
        with contextlib.suppress(OSError):
            lines = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii").splitlines()
            total += next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total / 1024


class Meter(Observer):
    """Prints a line every STEP submissions; `rows` has (submissions, a minute, coordinator, others, how many others)."""

    def __init__(self, gradebook):
        self.gradebook, self.rows, self.done = gradebook, [], 0
        self.begun = self.before = time.monotonic()

    def say(self, text):
        """Nothing of that."""

    def begin(self, run, todo, kept):
        """The heading."""
        self.begun = self.before = time.monotonic()
        print(f"{'submissions':>11} {'a minute':>9} {'coordinator, MiB':>17} {'workers, MiB':>13} {'processes':>10} {'gradebook, MiB':>15}", flush=True)

    def recorded(self, outcome):
        """Look, every STEP."""
        self.done += 1
        if self.done % STEP:
            return
        now, others = time.monotonic(), descendants.of(os.getpid())
        row = self.done, 60 * STEP / (now - self.before), memory([os.getpid()]), memory(others), len(others)
        self.rows.append(row)
        self.before = now
        print(f"{row[0]:>11} {row[1]:>9.0f} {row[2]:>17.1f} {row[3]:>13.1f} {row[4]:>10} {os.path.getsize(self.gradebook) / 2**20:>15.1f}", flush=True)


def prove(count, jobs=None, backend="local", folder=None):
    """Grade a class. Returns the rows and the seconds. Raises AssertionError where a score is wrong or memory grows."""
    with tempfile.TemporaryDirectory(dir=folder) as scratch, mock.patch.object(launch, "USUAL", ()):
        course, who = make(Path(scratch), count)
        found, meter = Course(str(course.root)), Meter(course.root / "gradebook.db")
        sandbox = "auto" if bubblewrap.bwrap_works()[0] else "none"
        summary = grade(found, found.assignment("hw"), Options(jobs=jobs, backend=backend, sandbox=sandbox, memory=2**30), meter)
    wrong = {student: (kind, outcome.outcome, outcome.score) for student, kind in who.items()
             if (outcome := summary.outcomes[student]).score != SCORES[kind] or (kind == "honest" and outcome.outcome != "graded")}
    print(f"{count} in {summary.seconds:.0f} s, {60 * count / summary.seconds:.0f} a minute:",
          ", ".join(f"{number} {name}" for name, number in collections.Counter(each.outcome for each in summary.outcomes.values()).most_common()))
    assert not wrong and set(summary.outcomes) == set(who) and not summary.left, list(wrong.items())[:5]
    return meter.rows, summary.seconds


def flat(rows):
    """Whether memory stays what it was: the mean of the last quarter against that of the second. Returns {whose: ratio}."""
    quarter = max(1, len(rows) // 4)

    def mean(part, column):
        return sum(row[column] for row in part) / len(part)

    return {name: mean(rows[-quarter:], column) / mean(rows[quarter : 2 * quarter] or rows, column) for name, column in (("coordinator", 2), ("workers", 3))}


def main():
    """Returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--submissions", type=int, default=2000)
    parser.add_argument("--jobs", type=int)
    parser.add_argument("--backend", choices=("local", "dask"), default="local")
    arguments = parser.parse_args()
    rows, _ = prove(arguments.submissions, arguments.jobs, arguments.backend)
    ratios = flat(rows) if len(rows) >= 4 else {}
    print("memory at the end over that of the second quarter: " + (", ".join(f"{name} {ratio:.2f}" for name, ratio in ratios.items()) or "too few to say"))
    return int(any(ratio > GROWTH for ratio in ratios.values()))


if __name__ == "__main__":
    sys.exit(main())
