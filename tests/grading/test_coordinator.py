"""Who is graded, how often, and how a run ends: with a backend of our own that does what it is told."""

import errno
import json
import os
import signal
import time
from argparse import ArgumentParser, ArgumentTypeError

import pytest

from dlkit.grading.backends import BackendError
from dlkit.grading.backends.local import LocalBackend, choose_sandbox, hidden_folders
from dlkit.grading.commands import grade as command
from dlkit.grading.coordination import coordinator
from dlkit.grading.coordination.coordinator import Observer, grade
from dlkit.grading.coordination.options import Options
from dlkit.grading.coordination.progress import Progress
from dlkit.grading.coordination.runs import Busy, Runs
from dlkit.grading.execution.bubblewrap import bwrap_works, readable
from dlkit.grading.execution.launch import SandboxError
from dlkit.grading.instructor.course import Course, CourseError
from dlkit.grading.outcome import OUTCOMES, Outcome
from dlkit.grading.recording.record import RecordError
from tests.grading.homework import ANSWERS

CLASS = ("ada", "bernhard", "chandra")


class Played:
    """A backend that plays: every cell runs to its end, except as `script` says: {student: [what the first attempt does, the second, …]}."""

    script = {}

    def __init__(self, course, assignment, options, say):
        self.course, self.assignment, self.options = course, assignment, options
        self.todo, self.stopped = [], False

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def submit(self, attempt):
        self.todo.append(attempt)

    def stop(self):
        self.stopped = True

    def next(self, seconds):
        if not self.todo:
            time.sleep(0.01)
            return None
        attempt = self.todo.pop()
        acts = self.script.get(attempt.student, [])
        act = acts[min(attempt.number, len(acts)) - 1] if acts else "done"
        if isinstance(act, Exception):
            raise act
        if callable(act):
            return act(attempt)
        if act == "error":
            attempt.error = "SandboxError: gone"
            return attempt
        attempt.take_in(self.course, self.assignment, self.options.limits)
        for name, job in attempt.jobs.items():
            cells = {cell["name"]: {"outputs": [], "error": None, "seconds": 0.0} for cell in job["cells"]}
            attempt.results[name] = {"ending": act, "why": "" if act == "done" else "so it was", "cells": cells, "seconds": 0.5, "peak": 7, "survivors": 0}
        return attempt


class Heard(Observer):
    def __init__(self):
        self.said, self.outcomes, self.begun = [], [], None

    def say(self, text):
        self.said.append(text)

    def begin(self, run, todo, kept):
        self.begun = run, todo, kept

    def recorded(self, outcome):
        self.outcomes.append(outcome)


@pytest.fixture
def room(base, tmp_path, monkeypatch):
    """A course with three students who handed in and one who did not; what the backend plays; and how to grade."""
    small = base.copy(tmp_path / "course")
    for student in CLASS:
        small.hand_in(student, ANSWERS["right"])
    with small.gradebook() as book:
        book.add_student("gauss")
    monkeypatch.setattr(coordinator, "backend", lambda name: Played)
    monkeypatch.setattr(Played, "script", {})

    def run(**options):
        course, heard = Course(str(small.root)), Heard()
        summary = grade(course, course.assignment("hw"), Options(**options), heard)
        summary.heard = heard
        return summary

    run.course, run.script = small, Played.script
    return run


def outcomes(summary):
    return {student: outcome.outcome for student, outcome in sorted(summary.outcomes.items())}


ALL = {"ada": "graded", "bernhard": "graded", "chandra": "graded", "gauss": "missing"}


def test_everybody_has_one_outcome_and_who_handed_nothing_in_is_missing(room):
    summary = room()
    assert outcomes(summary) == ALL and summary.exit_code == 0 and summary.left == 0
    assert summary.heard.begun == (summary.run, sorted(ALL), 0) and len(summary.heard.outcomes) == 4
    assert {outcome.run for outcome in summary.outcomes.values()} == {summary.run}
    lines = [json.loads(line) for line in (room.course.root / ".dlkit" / "hw" / "outcomes.jsonl").read_text().splitlines()]
    assert sorted(line["student"] for line in lines) == sorted(ALL) and all(line["recorded"] for line in lines)


@pytest.mark.parametrize("ending", ["tampered", "memory", "killed", "crashed", "timeout"])
def test_an_ending_becomes_the_outcome_and_needs_a_look(room, ending):
    room.script["ada"] = [ending]
    summary = room()
    assert summary.outcomes["ada"].outcome == ending and summary.outcomes["ada"].why == "so it was" and summary.exit_code == 1
    assert (summary.outcomes["ada"].seconds, summary.outcomes["ada"].peak) == (0.5, 7)


def test_of_several_notebooks_the_worst_ending_counts_and_where_one_is_lacking_it_is_a_part(room):
    course = Course(str(room.course.root))
    two = course.assignment("two")

    def ends(first, second, cells=None):
        def act(attempt):
            attempt.take_in(course, two, Options().limits)
            for (name, job), ending in zip(sorted(attempt.jobs.items()), (first, second)):
                ran = {cell["name"]: {"outputs": [], "error": None, "seconds": 0.0} for cell in job["cells"][:cells]}
                attempt.results[name] = {"ending": ending, "why": f"so it was {ending}", "cells": ran, "seconds": 0.5, "peak": 7 if name == "first" else 5, "survivors": 1}
            return attempt
        return [act]

    room.script.update(ada=ends("timeout", "tampered"), bernhard=ends("done", "done"), chandra=ends("done", "done", -1), dirac=ends("killed", "crashed"),
                       emmy=ends("killed", "memory"), fermi=ends("crashed", "timeout"))
    for student in room.script:
        room.course.hand_in(student, {}, assignment="two", names=("first",) if student == "bernhard" else None)
    summary = grade(course, two, Options(), Heard())
    assert {student: (summary.outcomes[student].outcome, summary.outcomes[student].why) for student in room.script} == {
        "ada": ("tampered", "second: so it was tampered"), "bernhard": ("partial", "second was not handed in"),
        "chandra": ("partial", "first ended before its last cell; second ended before its last cell"), "dirac": ("killed", "first: so it was killed"),
        "emmy": ("memory", "second: so it was memory"), "fermi": ("crashed", "first: so it was crashed")}
    ada = summary.outcomes["ada"]
    assert (ada.seconds, ada.peak, ada.survivors, ada.submitted) == (1.0, 7, 2, "2026-05-04T10:00:00")
    assert grade(course, two, Options(students=("bernhard",), force=True), Heard()).exit_code == 1


def test_what_cannot_be_read_is_malformed_and_does_not_stop_the_others(room):
    (room.course.root / "submitted" / "bernhard" / "hw" / "hw.ipynb").write_text("{")
    summary = room()
    assert outcomes(summary) == ALL | {"bernhard": "malformed"} and summary.outcomes["bernhard"].why and summary.exit_code == 1


def test_grading_that_fails_is_tried_once_more_and_no_more(room):
    room.script |= {"ada": ["error", "done"], "bernhard": ["error", "error", "done"]}
    summary = room()
    assert outcomes(summary) == ALL | {"bernhard": "internal_error"} and summary.exit_code == 1
    assert summary.outcomes["bernhard"].why == "SandboxError: gone"
    log = (room.course.root / ".dlkit" / "hw" / "errors.log").read_text()
    assert "bernhard, attempt 2: SandboxError: gone" in log and "ada, attempt 1" in log


def test_a_submission_that_cannot_be_recorded_does_not_stop_the_others(room):
    def spoilt(attempt):
        attempt.take_in(Course(str(room.course.root)), Course(str(room.course.root)).assignment("hw"), {})
        attempt.results = {}
        return attempt

    room.script["ada"] = [spoilt]
    summary = room()
    assert outcomes(summary) == ALL | {"ada": "internal_error"} and "KeyError" in summary.outcomes["ada"].why


def test_who_was_graded_is_graded_again_only_when_there_is_a_reason(room):
    first = room()
    assert room().heard.begun[1] == [], "nobody has handed in anew"
    room.course.hand_in("ada", ANSWERS["half"], when="2026-05-04 11:00:00 UTC")
    again = room()
    assert again.heard.begun[1:] == (["ada"], 3) and outcomes(again) == ALL
    assert again.outcomes["ada"].run == again.run and again.outcomes["chandra"].run == first.run
    assert room(force=True).heard.begun[1] == sorted(ALL)
    assert room(students=("chandra",), force=True).heard.begun[1] == ["chandra"]
    import shutil
    shutil.rmtree(room.course.root / "autograded" / "chandra")
    assert room().heard.begun[1] == ["chandra"], "its graded version is gone"


@pytest.mark.parametrize("what", ["nothing", "a folder", "a time"])
def test_who_is_missing_stays_so_until_something_is_handed_in(room, what):
    if what != "nothing":
        (room.course.root / "submitted" / "gauss" / "hw").mkdir(parents=True)
    if what == "a time":
        (room.course.root / "submitted" / "gauss" / "hw" / "timestamp.txt").write_text("2026-05-04 11:00:00 UTC")
    first = room()
    again = room()
    assert again.heard.begun[1:] == ([], 4) and outcomes(again) == ALL and again.outcomes["gauss"].run == first.run
    assert room(students=("gauss",)).recorded == [] and room(students=("gauss",), force=True).recorded == ["gauss"]
    room.course.hand_in("gauss", ANSWERS["half"], when=None)
    assert outcomes(room()) == ALL | {"gauss": "graded"}


def test_who_was_graded_went_missing_and_hands_in_again_is_graded(room):
    import shutil
    folder = room.course.root / "submitted" / "ada"
    room()
    shutil.move(folder, room.course.root / "away")
    assert outcomes(room(students=("ada",), force=True)) == {"ada": "missing"}
    shutil.move(room.course.root / "away", folder)  # with the time that its graded version has, too
    assert room().recorded == ["ada"]


def test_only_failed_are_those_whose_last_outcome_needs_a_look(room):
    room.script |= {"ada": ["timeout"], "bernhard": ["error"]}
    assert room().exit_code == 1
    room.script.clear()
    summary = room(only_failed=True)
    assert summary.heard.begun[1] == ["ada", "bernhard"] and outcomes(summary) == ALL and summary.exit_code == 0
    assert room(only_failed=True).recorded == []


def test_who_has_no_outcome_yet_has_not_failed(room):
    room()
    room.course.hand_in("emmy", ANSWERS["right"])
    assert room(only_failed=True).recorded == [] and room().recorded == ["emmy"]


def test_what_nbgrader_has_graded_is_graded_as_it_has_no_outcome(room):
    (room.course.root / "autograded" / "ada" / "hw").mkdir(parents=True)
    assert "ada" in room().recorded


def test_students_that_nobody_knows_are_refused(room):
    with pytest.raises(CourseError, match="no student emmy, noether: neither"):
        room(students=("ada", "emmy", "noether"))
    assert not (room.course.root / "autograded").exists()


def test_a_run_that_was_stopped_goes_on_and_grades_the_rest_once(room):
    def stop(attempt):
        os.kill(os.getpid(), signal.SIGTERM)
        return Played.next(None, 0) if False else None

    room.script["bernhard"] = [stop]  # attempts come from the end of the list
    stopped = room()
    assert stopped.exit_code == 2 and stopped.left == 2 and sorted(stopped.recorded) == ["chandra", "gauss"]
    room.script.clear()
    resumed = room(resume=True)
    assert resumed.run == stopped.run and resumed.recorded and sorted(resumed.recorded) == ["ada", "bernhard"]
    assert outcomes(resumed) == ALL and resumed.exit_code == 0
    over = room(resume=True)
    assert over.run != stopped.run and over.recorded == [] and "no unfinished run" in over.heard.said[0]


def test_ctrl_c_records_what_is_being_recorded_and_twice_ends_at_once(room):
    room.script["gauss"] = [lambda attempt: os.kill(os.getpid(), signal.SIGINT)]
    before = signal.getsignal(signal.SIGINT)
    assert room().exit_code == 2
    assert signal.getsignal(signal.SIGINT) is before
    room.script["gauss"] = [lambda attempt: [os.kill(os.getpid(), signal.SIGINT) for _ in range(2)]]
    with pytest.raises(KeyboardInterrupt):
        room(resume=True)
    room.script.clear()
    assert outcomes(room(resume=True)) == ALL


def test_options_that_contradict_each_other_are_refused():
    for more in ({"force": True}, {"students": ("ada",)}, {"only_failed": True}):
        with pytest.raises(ValueError, match="--resume goes on"):
            Options(resume=True, **more)
    for name in ("jobs", "timeout", "cell_timeout", "memory"):
        with pytest.raises(ValueError, match=f"--{name.replace('_', '-')} is 0"):
            Options(**{name: 0})
    assert Options(jobs=3).workers == 3 and Options().workers >= 1


def test_an_infrastructure_that_fails_stops_the_run_with_what_is_recorded(room, monkeypatch):
    room.script["bernhard"] = [BackendError("no more processes")]
    with pytest.raises(BackendError, match="no more processes"):
        room()
    room.script.clear()
    with monkeypatch.context() as patch:
        patch.setattr("dlkit.grading.recording.journal.Journal.append", lambda *_: (_ for _ in ()).throw(OSError(errno.ENOSPC, "No space left on device")))
        with pytest.raises(RecordError, match="free some space"):
            room(resume=True)
    summary = room(resume=True)
    assert outcomes(summary) == ALL and len((room.course.root / ".dlkit" / "hw" / "outcomes.jsonl").read_text().splitlines()) == 4


def test_two_at_once_are_refused(room):
    with Runs(room.course.root / ".dlkit" / "hw").alone(), pytest.raises(Busy, match=f"process {os.getpid()} is grading hw here"):
        room()


def arguments(*words):
    parser = ArgumentParser()
    command.add_arguments(parser)
    return parser.parse_args(words)


def test_the_command_says_how_it_ended(room, capsys):
    room.script |= {"ada": ["timeout"]}
    assert command.run(arguments("hw", "--course-root", str(room.course.root))) == 1
    out, err = capsys.readouterr()
    assert "hw: 2 graded, 1 missing, 1 timeout. 3 submissions were taken in" in out and "ada  timeout         so it was" in out
    assert "3 of these have answers that wait for a person" in out and "4 to grade." in err
    assert command.run(arguments("hw", "--course-root", str(room.course.root), "--json", "--force")) == 1
    out, err = capsys.readouterr()
    said = json.loads(out)
    assert {entry["student"]: entry["outcome"] for entry in said["outcomes"]} == ALL | {"ada": "timeout"} and said["exit_code"] == 1


@pytest.mark.parametrize("words, message", [
    (["hw", "--students", "nobody"], "no student nobody"), (["other"], "other"), (["hw", "--resume", "--force"], "--resume goes on"),
    (["hw", "--course-root", "/nowhere"], "nowhere"), (["hw", "--jobs", "0"], "--jobs is 0")])
def test_the_command_refuses_with_exit_code_2(room, capsys, words, message):
    assert command.run(arguments(*words, *([] if "--course-root" in words else ["--course-root", str(room.course.root)]))) == 2
    assert message in capsys.readouterr().err


def test_the_command_says_how_to_go_on(room, capsys):
    room.script["bernhard"] = [BackendError("no more processes")]
    assert command.run(arguments("hw", "--course-root", str(room.course.root), "--json")) == 2
    out, err = capsys.readouterr()
    assert "Stopped: no more processes. 2 of 4 are recorded; `dlkit grade hw --resume` goes on." in err and json.loads(out)["recorded"] == 2


def test_a_command_that_is_interrupted_says_how_to_go_on(room, capsys):
    def interrupted(attempt):
        raise KeyboardInterrupt

    room.script["bernhard"] = [interrupted]
    assert command.run(arguments("hw", "--course-root", str(room.course.root))) == 2
    assert "Stopped: interrupted. 2 of 4 are recorded; `dlkit grade hw --resume` goes on." in capsys.readouterr().err


def test_a_run_that_was_stopped_says_so_at_its_end():
    said = command.show("hw", coordinator.Summary("r", {}, left=2))
    assert said.endswith("Stopped with 2 to go; nothing is lost: `dlkit grade hw --resume` goes on.")


def test_sizes_and_names_of_the_command_line():
    assert [command.size(text) for text in ("4G", "500m", "1.5GiB", "1000", "2 kB")] == [4 * 2**30, 500 * 2**20, 3 * 2**29, 1000, 2048]
    for text in ("", "much", "4X", "-1G"):
        with pytest.raises(ArgumentTypeError):
            command.size(text)
    assert arguments("hw", "--students", "ada, emmy,").students == ("ada", "emmy")
    assert arguments("hw").memory == 4 * 2**30


def test_progress_on_a_terminal_and_elsewhere(monkeypatch):
    import io

    class Terminal(io.StringIO):
        def isatty(self):
            return True

    for stream, expected in ((Terminal(), "2/2"), (io.StringIO(), "2 of 2 done, 1 need a look")):
        progress = Progress(stream)
        progress.begin("r1", ["ada", "emmy"], 3)
        progress.recorded(Outcome("r1", "ada", "graded"))
        progress.recorded(Outcome("r1", "emmy", "timeout"))
        progress.said -= 61
        progress.tick()
        progress.close()
        assert "2 to grade; 3 keep the outcome they have." in stream.getvalue() and expected in stream.getvalue()
        assert ("look=1" in stream.getvalue()) == stream.isatty()


class FakeSlot:
    """A warm process that is none; `plan` says what starting it does."""

    plan, made = [], []

    def __init__(self, preload, sandbox, hidden, number):
        self.number, self.control, self.starts, self.closed = number, None, 0, False
        self.made.append(self)

    def start(self):
        self.starts += 1
        if self.plan and (what := self.plan.pop(0)):
            raise what

    def close(self):
        self.closed = True


@pytest.fixture
def local(room, monkeypatch):
    """A local backend whose slots are none and whose attempts run as `conduct` says."""
    monkeypatch.setattr("dlkit.grading.backends.local.Slot", FakeSlot)
    monkeypatch.setattr(FakeSlot, "made", [])
    monkeypatch.setattr(FakeSlot, "plan", [])
    monkeypatch.setattr("dlkit.grading.backends.local.choose_sandbox", lambda *_: "none")
    course = Course(str(room.course.root))
    return lambda jobs: LocalBackend(course, course.assignment("hw"), Options(jobs=jobs), lambda text: None)


def attempts(backend, count, seconds=20):
    until, found = time.monotonic() + seconds, []
    while len(found) < count and time.monotonic() < until:
        if attempt := backend.next(0.1):
            found.append(attempt)
    return found


def test_submissions_are_taken_in_when_their_turn_comes_and_few_wait_to_be_recorded(local, monkeypatch):
    taken = []
    monkeypatch.setattr(coordinator.Attempt, "take_in", lambda self, *_: taken.append(self.student))
    with local(2) as backend:
        for number in range(100):
            backend.submit(coordinator.Attempt(f"s{number}"))
        time.sleep(0.5)
        assert len(taken) <= 2 * 2 + 2
        found = attempts(backend, 100)
        assert sorted(attempt.student for attempt in found) == sorted(f"s{number}" for number in range(100))
    assert all(slot.closed for slot in FakeSlot.made) and not any(thread.is_alive() for thread in backend.threads)


def test_a_warm_process_that_does_not_start_is_started_again_and_given_up_in_the_end(local):
    FakeSlot.plan[:] = [SandboxError("no"), SandboxError("no"), None]
    with local(1) as backend:
        backend.submit(coordinator.Attempt("gauss"))
        assert attempts(backend, 1)[0].missing
    FakeSlot.plan[:] = [SandboxError("no python")] * 3
    with pytest.raises(BackendError, match="cannot be started: no python"), local(1) as backend:
        backend.submit(coordinator.Attempt("gauss"))
        attempts(backend, 1)


def test_a_thread_that_fails_in_a_way_that_nobody_thought_of_ends_the_run_instead_of_being_waited_for(local):
    FakeSlot.plan = [RecursionError("too deep")]
    with local(1) as backend, pytest.raises(BackendError, match="submissions cannot be run: RecursionError: too deep"):
        backend.submit(coordinator.Attempt("gauss"))
        attempts(backend, 1)


def test_a_second_attempt_has_a_warm_process_of_its_own(local):
    with local(1) as backend:
        backend.submit(coordinator.Attempt("gauss"))
        backend.submit(coordinator.Attempt("gauss", number=2))
        attempts(backend, 2)
        assert FakeSlot.made[0].starts == 2


def test_without_a_sandbox_it_refuses_unless_told_so(monkeypatch):
    said = []
    assert choose_sandbox("none", said.append) == "none" and "Without a sandbox" in said[0]
    monkeypatch.setattr("dlkit.grading.backends.local.bwrap_works", lambda: (False, "bubblewrap (bwrap) is not installed"))
    for wanted in ("auto", "bwrap"):
        with pytest.raises(BackendError, match="no sandbox: bubblewrap .bwrap. is not installed.*--sandbox none"):
            choose_sandbox(wanted)


def test_the_course_is_hidden_from_submissions(room):
    hidden = hidden_folders(Course(str(room.course.root)))
    for name in ("source", "submitted", "autograded", ".dlkit"):
        assert any(str(room.course.root / name).startswith(folder) for folder in hidden), name
    assert not any(path.startswith(folder + "/") or path == folder for path in readable() for folder in hidden)


@pytest.mark.skipif(not bwrap_works()[0], reason="no bubblewrap here")
def test_a_class_is_graded_in_sandboxes(base, tmp_path):
    small = base.copy(tmp_path / "course")
    for student in CLASS:
        small.hand_in(student, ANSWERS["half"])
    course = Course(str(small.root))
    summary = grade(course, course.assignment("hw"), Options(jobs=2), Observer())
    assert outcomes(summary) == dict.fromkeys(CLASS, "graded") and {outcome.score for outcome in summary.outcomes.values()} == {1.0}
    assert set(OUTCOMES) > set(outcomes(summary).values())
