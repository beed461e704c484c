"""Grades a class: who is to be graded, each exactly once, recorded by one thread, ended cleanly when told to."""

import contextlib
import os
import signal
import threading
import time
import traceback
from dataclasses import dataclass, field
from pathlib import Path

from dlkit.grading.backends import backend
from dlkit.grading.coordination.plan import plan
from dlkit.grading.coordination.runs import Runs
from dlkit.grading.execution import scratch
from dlkit.grading.execution.attempt import Attempt
from dlkit.grading.outcome import LOOK
from dlkit.grading.recording.record import Recorder, RecordError, explained


class Observer:
    """Is told what happens; does nothing about it. To be subclassed."""

    def say(self, text):
        """A sentence for the person at the terminal."""

    def begin(self, run, todo, kept):
        """A run begins: the students to be graded, and how many keep the outcome they have."""

    def recorded(self, outcome):
        """An outcome is on record."""

    def tick(self):
        """Called several times a second."""


@dataclass
class Summary:
    """A run that has ended: the last outcome of every student it was about, whether or not it was graded in this run."""

    run: str
    outcomes: dict
    recorded: list = field(default_factory=list)  # students graded now
    left: int = 0
    seconds: float = 0.0

    @property
    def exit_code(self):
        """0: all graded; 1: all recorded, some need a look; 2: stopped before the end."""
        if self.left:
            return 2
        return int(any(outcome.outcome in LOOK for outcome in self.outcomes.values()))


def grade(course, assignment, options, observer):
    """Grade an assignment. Returns a Summary. Raises CourseError, Busy, RecordError, BackendError."""
    runs, start = Runs(Path(course.root) / ".dlkit" / assignment.name), time.monotonic()
    scratch.sweep()
    with explained("the folder .dlkit of the course"), runs.alone(), contextlib.chdir(course.root), stop_signals(observer) as stop:
        with contextlib.closing(Recorder(course, assignment, observer.say)) as recorder:
            run, students, todo = plan(course, assignment, options, recorder, runs, observer)
            outcomes = {student: outcome for student, outcome in recorder.latest().items() if student in students and student not in todo}
            summary = Summary(run, outcomes, left=len(todo))
            observer.begin(run, todo, len(students) - len(todo))
            if todo:
                with backend(options.backend)(course, assignment, options, observer.say) as running:
                    for student in todo:
                        running.submit(Attempt(student))
                    _record_all(running, recorder, summary, observer, stop)
            if not summary.left:
                runs.finish()
    summary.seconds = time.monotonic() - start
    return summary


def _record_all(running, recorder, summary, observer, stop):
    """Record each attempt that comes back, until there is none left or the signal to stop has come."""
    while summary.left and not stop.is_set():
        attempt = running.next(0.2)
        observer.tick()
        outcome = attempt and conclude(attempt, summary.run, running, recorder)
        attempt = None
        if outcome:
            summary.left -= 1
            summary.recorded.append(outcome.student)
            summary.outcomes[outcome.student] = outcome
            observer.recorded(outcome)
    running.stop()


def conclude(attempt, run, running, recorder):
    """Record an attempt, or have it made once more where grading itself failed. Returns the outcome, or None. Raises RecordError."""
    if not attempt.error:
        try:
            outcome = attempt.outcome(run)
            if attempt.submission is None:
                return recorder.note(outcome)
            return recorder.record(attempt.submission, attempt.results, outcome)
        except RecordError:
            raise
        except Exception as error:  # one submission that cannot be recorded does not stop the others
            attempt.error = f"{type(error).__name__}: {error}"
            attempt.traceback = traceback.format_exc()
    with open(recorder.folder / "errors.log", "a", encoding="utf-8", errors="replace") as file:
        file.write(f"{run} {attempt.student}, attempt {attempt.number}: {attempt.error}\n{attempt.traceback}\n")
    if attempt.number == 1:
        running.submit(Attempt(attempt.student, number=2))
        return None
    return recorder.note(attempt.outcome(run))


@contextlib.contextmanager
def stop_signals(observer):
    """An event that is set by Ctrl-C and by SIGTERM; what is being recorded is recorded first. A second Ctrl-C ends at once."""
    stop = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield stop
        return

    def on_signal(number, _):
        if stop.is_set() and number == signal.SIGINT:
            raise KeyboardInterrupt
        stop.set()
        os.write(2, b"\nStopping.\n")

    before = {number: signal.signal(number, on_signal) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
