"""Grading on the workers of a dask cluster: two processes on this machine, some of them killed, spoilt, unfit or gone."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from unittest import mock

import pytest

from dlkit.grading.backends import BackendError, dask_cluster, dask_worker, warm_threads
from dlkit.grading.backends import dask as backend
from dlkit.grading.backends.dask import DaskBackend
from dlkit.grading.collection.collect import cell_result
from dlkit.grading.collection.outputs import Unbelievable
from dlkit.grading.collection.relayed import relayed
from dlkit.grading.coordination.coordinator import Observer, grade
from dlkit.grading.coordination.options import Options
from dlkit.grading.execution import launch
from dlkit.grading.execution.attempt import Attempt
from dlkit.grading.execution.bubblewrap import bwrap_works
from dlkit.grading.instructor.course import Course
from dlkit.grading.sandbox import descendants
from tests.grading.durability import ROOT, gone
from tests.grading.homework import ANSWERS

distributed = pytest.importorskip("distributed", reason='dask.distributed is not installed: pip install "dlkit[cluster]"')
pytest.importorskip("cryptography", reason='cryptography is not installed: pip install "dlkit[cluster]"')
SANDBOX = "auto" if bwrap_works()[0] else "none"
CLASS = {f"{name}{number}": answers for number in range(6) for name, answers in ANSWERS.items()}
CLASS |= {"exits": {**ANSWERS["right"], "squares": "import os\nos._exit(3)"}, "sleeps": {**ANSWERS["right"], "program": "import time\ntime.sleep(2)"},
          "loops": {**ANSWERS["right"], "program": "while True: pass"}}
MISSING = "gauss"


class Heard(Observer):
    """Calls `on_recorded` with the number of outcomes recorded so far."""

    def __init__(self, on_recorded=None):
        self.outcomes, self.said, self.on_recorded = [], [], on_recorded

    def say(self, text):
        self.said.append(text)

    def recorded(self, outcome):
        self.outcomes.append(outcome)
        if self.on_recorded:
            self.on_recorded(len(self.outcomes))


def options(**more):
    return Options(**{"backend": "dask", "jobs": 2, "sandbox": SANDBOX, "cell_timeout": 4, **more})


def run(small, on_recorded=None, **more):
    """Grade the class. Returns (the summary, what was heard)."""
    course, heard = Course(str(small.root)), Heard(on_recorded)
    return grade(course, course.assignment("hw"), options(**more), heard), heard


def results(small, summary):
    """{student: (outcome, why, score)}, and the gradebook's grades."""
    return ({student: (each.outcome, each.why, each.score) for student, each in summary.outcomes.items()},
            {student: small.grades(student) for student in summary.outcomes if student != MISSING})


@pytest.fixture
def small(base, tmp_path):
    """The course with nobody in it yet."""
    return base.copy(tmp_path / "course")


@pytest.fixture(scope="module")
def whole(base, tmp_path_factory):
    """A course with the whole class, not graded yet, and what the local backend gives."""
    folder = tmp_path_factory.mktemp("whole")
    course = base.copy(folder / "course")
    for student, answers in CLASS.items():
        course.hand_in(student, answers)
    with course.gradebook() as book:
        book.add_student(MISSING)
    local = course.copy(folder / "local")
    summary, _ = run(local, backend="local")
    assert summary.outcomes["exits"].outcome == "crashed" and summary.outcomes["loops"].outcome == "timeout"
    return course, results(local, summary)


def workers():
    """The process ids of the cluster's workers: the children of this process that were spawned for it."""
    return [pid for pid in descendants.children(os.getpid()) if b"spawn_main" in command_line(pid)]


def command_line(pid):
    with contextlib.suppress(OSError):
        with open(f"/proc/{pid}/cmdline", "rb") as file:
            return file.read()
    return b""


def test_two_workers_of_which_one_is_killed_midway_give_what_the_local_backend_gives(whole, tmp_path):
    course, expected = whole
    small, killed, before = course.copy(tmp_path / "course"), [], set(descendants.of(os.getpid()))

    def kill(count):
        if count == 8:
            killed.append(workers()[0])
            os.kill(killed[0], signal.SIGKILL)

    summary, heard = run(small, kill)
    assert len(killed) == 1
    assert results(small, summary) == expected
    assert sorted(each.student for each in heard.outcomes) == sorted([*CLASS, MISSING]) == sorted(summary.recorded)
    lines = [json.loads(line)["student"] for line in (small.root / ".dlkit" / "hw" / "outcomes.jsonl").read_text().splitlines()]
    assert sorted(lines) == sorted([*CLASS, MISSING])
    assert not (small.root / ".dlkit" / "hw" / "errors.log").exists(), "a death was nobody's second attempt"
    gone({pid for pid in set(descendants.of(os.getpid())) - before if b"resource_tracker" not in command_line(pid)})  # Python's own, for all of its life


@pytest.mark.long
def test_killed_and_resumed_nobody_is_graded_twice_and_nothing_is_left_running(whole, tmp_path):
    course, expected = whole
    small = course.copy(tmp_path / "course")
    command = [sys.executable, "-m", "dlkit", "grade", "hw", "--backend", "dask", "--jobs", "2", "--sandbox", SANDBOX, "--cell-timeout", "4"]
    process = subprocess.Popen(command, cwd=small.root, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ, "PYTHONPATH": str(ROOT)})
    journal, until = small.root / ".dlkit" / "hw" / "outcomes.jsonl", time.monotonic() + 120
    while not journal.exists() or journal.read_bytes().count(b"\n") < 5:
        assert process.poll() is None and time.monotonic() < until
        time.sleep(0.02)
    below = descendants.of(process.pid)
    process.kill()
    process.wait()
    gone(below, patience=20)
    summary, _ = run(small, resume=True)
    assert results(small, summary) == expected and 0 < len(summary.recorded) <= len(CLASS) - 4


@pytest.mark.long
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_to_all_of_its_processes_ends_it_cleanly(small, number):
    small.hand_in("ada", ANSWERS["right"])
    small.hand_in("slow", {"program": "import time\ntime.sleep(60)"})
    command = [sys.executable, "-m", "dlkit", "grade", "hw", "--backend", "dask", "--jobs", "2", "--sandbox", SANDBOX, "--cell-timeout", "90"]
    process = subprocess.Popen(command, cwd=small.root, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                               env={**os.environ, "PYTHONPATH": str(ROOT)}, start_new_session=True)
    journal, until = small.root / ".dlkit" / "hw" / "outcomes.jsonl", time.monotonic() + 120
    while not journal.exists() or journal.read_bytes().count(b"\n") < 1:
        assert process.poll() is None and time.monotonic() < until
        time.sleep(0.02)
    below, begun = descendants.of(process.pid), time.monotonic()
    os.killpg(process.pid, number)
    said = process.communicate(timeout=60)[0]
    assert process.returncode == 2 and time.monotonic() - begun < 30, said
    assert "Stopped with 1 to go" in said and "Traceback" not in said and "distributed" not in said, said
    gone(below, patience=20)


@contextlib.contextmanager
def cluster(count=1, **more):
    """A scheduler with workers that listens where everybody may reach it."""
    with distributed.LocalCluster(n_workers=count, threads_per_worker=1, memory_limit=0, dashboard_address=None, **more) as made:
        yield made


def test_a_scheduler_that_is_named_is_used_and_left_running_without_warm_processes(small):
    for student, answers in ANSWERS.items():
        small.hand_in(student, answers)
    with cluster() as made:
        (worker,) = workers()
        summary, _ = run(small, scheduler=made.scheduler_address, jobs=None)
        assert {student: each.outcome for student, each in summary.outcomes.items()} == dict.fromkeys(ANSWERS, "graded")
        assert workers() == [worker] and not warm_of(worker)
        with distributed.Client(made, set_as_default=False) as client:
            assert client.run(lambda: 1) and not client.run_on_scheduler(lambda dask_scheduler: len(dask_scheduler.tasks))


def warm_of(worker):
    return [pid for pid in descendants.of(worker) if b"zygote" in command_line(pid)]


def test_a_worker_keeps_its_warm_processes_and_makes_a_new_one_for_a_second_attempt(small):
    small.hand_in("ada", ANSWERS["right"])
    course = Course(str(small.root))
    with DaskBackend(course, course.assignment("hw"), options(jobs=1), lambda text: None) as running:
        (worker,) = workers()
        seen = []
        for number in (1, 1, 2):
            running.submit(Attempt("ada", number=number))
            while (attempt := running.next(0.2)) is None:
                pass
            assert not attempt.error and attempt.results["hw"]["ending"] == "done"
            seen.append(warm_of(worker))
    assert seen[0] and seen[0] == seen[1] and not set(seen[0]) & set(seen[2])


def test_without_distributed_it_says_what_to_install(small, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(BackendError, match=r'needs dask.distributed.*pip install "dlkit\[cluster\]"'):
        run(small_with_one(small))


def small_with_one(small):
    small.hand_in("ada", ANSWERS["right"])
    return small


@pytest.mark.parametrize("address, words", [("tcp://127.0.0.1:{port}", "did not answer within 2 s; is that its address, and is it running"),
                                            ("127.0.0.1", "is that its address"), ("what://is.this:1", "is that its address")])
def test_a_scheduler_that_cannot_be_reached_is_named(small, monkeypatch, address, words):
    monkeypatch.setattr(dask_cluster, "PATIENCE", 2)
    with socket.socket() as taken:  # taken, but nobody listens
        taken.bind(("127.0.0.1", 0))
        address = address.format(port=taken.getsockname()[1])
        begun = time.monotonic()
        with pytest.raises(BackendError, match=f"the scheduler {address} .*{words}"):
            run(small_with_one(small), scheduler=address)
        assert time.monotonic() - begun < 20


def test_a_scheduler_without_workers_is_named(small, monkeypatch):
    monkeypatch.setattr(dask_cluster, "PATIENCE", 5)
    with cluster(0) as made, pytest.raises(BackendError, match="it has no workers: start some with `dask worker`"):
        run(small_with_one(small), scheduler=made.scheduler_address)


def test_workers_that_all_go_and_stay_away_end_the_run(small, monkeypatch):
    monkeypatch.setattr(backend, "ALONE", 1)
    monkeypatch.setattr(backend, "WATCH", 0.2)
    small.hand_in("slow", {"program": "import time\ntime.sleep(60)"})
    small_with_one(small)
    with cluster(2) as made, pytest.raises(BackendError, match="the cluster has had no workers for 1 s"):  # one of them is free for who is not slow
        run(small, lambda count: made.scale(0), scheduler=made.scheduler_address, jobs=None, cell_timeout=90)


@pytest.mark.long
def test_a_scheduler_that_goes_away_ends_the_run(small):
    small.hand_in("slow", {"program": "import time\ntime.sleep(60)"})
    small_with_one(small)
    made = distributed.LocalCluster(n_workers=2, threads_per_worker=1, memory_limit=0, dashboard_address=None, silence_logs=50)
    with contextlib.closing(made), pytest.raises(BackendError, match="scheduler was lost|cluster cannot be used"):
        run(small, lambda count: threading.Thread(target=made.close).start(), scheduler=made.scheduler_address, jobs=None, cell_timeout=90)


@pytest.mark.parametrize("part, words", [(0, "it has Python 3.*, the coordinator Python 2.7"), (1, "it has dlkit .*, the coordinator dlkit 0"),
                                         (2, "it has dlkit's source .*, the coordinator dlkit's source f00")])
def test_workers_with_other_versions_are_refused(small, part, words):
    other = list(dask_worker.versions())
    other[part] = ("Python 2.7", "dlkit 0", "dlkit's source f00")[part]
    with mock.patch.object(backend, "versions", lambda: other):
        with pytest.raises(BackendError, match=f"the worker tls://.* cannot run submissions: {words}: install the same on both"):
            run(small_with_one(small), jobs=1)


def test_a_worker_with_another_version_that_comes_later_is_refused(small):
    """The look at the beginning has not seen it; it says so itself when it gets something to run."""
    other = [*dask_worker.versions()[:2], "dlkit's source f00"]
    with mock.patch.object(backend, "versions", lambda: other), mock.patch.object(DaskBackend, "_look"):
        with pytest.raises(BackendError, match="a worker cannot run submissions: it has dlkit's source"):
            run(small_with_one(small), jobs=1)


def test_a_worker_without_a_sandbox_refuses(monkeypatch):
    monkeypatch.setattr(dask_worker, "_sandboxed", lambda: (False, "no bubblewrap"))
    assert "there is no sandbox: no bubblewrap" in dask_worker.look(dask_worker.versions(), "bwrap")
    assert dask_worker.look(dask_worker.versions(), "none") == ""


@pytest.fixture(scope="module")
def job(base, tmp_path_factory):
    """The job of a good submission."""
    small = base.copy(tmp_path_factory.mktemp("job") / "course")
    small.hand_in("ada", {**ANSWERS["right"], "program": "print('shown')"})
    course = Course(str(small.root))
    attempt = Attempt("ada")
    attempt.take_in(course, course.assignment("hw"), Options().limits)
    return attempt.jobs["hw"]


def ordered(job, run, **more):
    """What a worker, here in this process, replies."""
    order = {"versions": dask_worker.versions(), "warm": [run, [], "bwrap" if SANDBOX == "auto" else "none", []], "anew": False, "jobs": {"hw": job}, **more}
    return json.loads(dask_worker.serve(json.dumps(order)))


@pytest.fixture
def name():
    """A run whose threads are ended after the test."""
    yield "a run"
    warm_threads.abandon("a run", wait=True)
    assert not [thread for thread in warm_threads._threads if thread.warm.run == "a run"]


@pytest.fixture(autouse=True)
def bare(monkeypatch):
    """Warm processes of this process import nothing beforehand."""
    monkeypatch.setattr(launch, "USUAL", ())


def test_a_free_thread_is_used_again_and_a_busy_one_is_not(job, name):
    slow = {**job, "cells": [{"name": "wait", "kind": "cell", "source": "import time; time.sleep(1)"}]}
    for _ in range(2):
        assert ordered(job, name)["results"]["hw"]["ending"] == "done"
        assert len(warm_threads._threads) == 1
    with ThreadPoolExecutor(3) as pool:
        replies = list(pool.map(lambda _: ordered(slow, name), range(3)))
    assert [reply["results"]["hw"]["ending"] for reply in replies] == ["done"] * 3 and len(warm_threads._threads) == 3
    assert len({thread.slot.uid for thread in warm_threads._threads}) == 3


def test_a_thread_that_had_nothing_to_do_for_long_ends_with_its_warm_process(job, name, monkeypatch):
    monkeypatch.setattr(warm_threads, "IDLE", 0.2)
    before = set(descendants.of(os.getpid()))
    ordered(job, name)
    (thread,) = warm_threads._threads
    thread.join(20)
    assert not thread.is_alive() and not warm_threads._threads
    gone(set(descendants.of(os.getpid())) - before)
    assert ordered(job, name)["results"]["hw"]["ending"] == "done"


def test_a_run_that_is_abandoned_ends_what_it_runs(job, name):
    endless = {**job, "cells": [{"name": "wait", "kind": "cell", "source": "while True: pass"}]}
    with ThreadPoolExecutor(1) as pool:
        reply = pool.submit(ordered, endless, name)
        while not any(thread.slot.isolation for thread in warm_threads._threads):
            time.sleep(0.02)
        begun = time.monotonic()
        warm_threads.abandon(name, wait=True)
        assert "error" in reply.result() and time.monotonic() - begun < 15


def test_a_warm_process_that_cannot_be_started_is_refused_and_one_that_dies_is_an_error(job, name, monkeypatch):
    with mock.patch.object(warm_threads.Slot, "start", mock.Mock(side_effect=launch.SandboxError("no memory"))) as start:
        assert "cannot be started" in ordered(job, name)["refused"] and start.call_count == 3
    monkeypatch.setattr(warm_threads.conduct, "run", mock.Mock(side_effect=launch.SandboxError("gone")))
    assert ordered(job, name) == {"error": "the process to run it in failed: gone"}
    monkeypatch.setattr(warm_threads.conduct, "run", mock.Mock(side_effect=KeyError("x")))
    assert ordered(job, name)["error"] == "KeyError: 'x'"


def test_what_comes_back_is_what_was_given(job, name):
    reply = ordered(job, name)["results"]
    assert relayed({"hw": job}, reply) == reply
    spoilt = {**job, "cells": [{"name": "x", "kind": "cell", "source": "import sys; print('careful', file=sys.stderr); 1 / 0"},
                               *[cell for cell in job["cells"] if cell["kind"] == "test"]]}
    reply = ordered(spoilt, name)["results"]
    assert [output["output_type"] for cell in reply["hw"]["cells"].values() for output in cell["outputs"]].count("error") >= 2
    assert relayed({"hw": spoilt}, reply) == reply


TEST = {"name": "t", "kind": "test", "source": "1", "points": 2.0, "code": {}}
CELL = {"name": "c", "kind": "cell", "source": "1"}
FINE = {"ending": "done", "why": "", "cells": {}, "seconds": 1.0, "peak": 5, "survivors": 0, "isolation": {}}


def shown(output):
    return {"outputs": [output], "error": None, "seconds": 0.1}


@pytest.mark.parametrize("broken", [
    {"ending": "excellent"}, {"why": 5}, {"seconds": "long"}, {"seconds": float("nan")}, {"peak": -1}, {"survivors": True}, {"cells": []},
    {"cells": {"other": shown({})}}, {"cells": {"t": {}}}, {"cells": {"t": 5}}, {"cells": {"c": shown("text")}}, {"cells": {"c": shown({"output_type": "widget"})}},
    {"cells": {"t": {"outputs": [], "error": ["AssertionError", "wrong"], "seconds": 0.1}}}, {"cells": {"t": {"outputs": [], "error": ["one"], "seconds": 0.1}}},
    {"cells": {"t": shown({"output_type": "error", "ename": "E", "evalue": "", "traceback": []})}},
    {"cells": {"t": shown({"output_type": "execute_result", "data": {"text/plain": 5}})}}, {"cells": {"t": shown({"output_type": "execute_result"})}},
])
def test_what_has_not_the_form_of_a_result_is_not_believed(broken):
    jobs = {"hw": {"cells": [TEST, CELL]}}
    with pytest.raises(Unbelievable):
        relayed(jobs, {"hw": {**FINE, **broken}})


@pytest.mark.parametrize("results", [None, [], {}, {"other": FINE}, {"hw": None}, {"hw": {key: FINE[key] for key in FINE if key != "peak"}}])
def test_results_of_something_else_are_not_believed(results):
    with pytest.raises(Unbelievable):
        relayed({"hw": {"cells": []}}, results)


def test_points_and_pages_that_a_worker_made_up_are_cut_to_size():
    html = {"output_type": "display_data", "data": {"text/html": "<script>", "text/plain": "fine"}, "metadata": {}}
    points = {"output_type": "execute_result", "data": {"text/plain": "7e300"}, "metadata": {}}
    found = relayed({"hw": {"cells": [TEST, CELL]}}, {"hw": {**FINE, "cells": {"t": shown(points), "c": shown(html)}}})["hw"]["cells"]
    assert found["t"]["outputs"][-1]["data"] == {"text/plain": "2.0"} and found["c"]["outputs"][0]["data"] == {"text/plain": "fine"}


@pytest.mark.parametrize("reply", [
    {"outputs": [{"output_type": "stream", "name": "stderr", "text": "careful"}], "error": None, "seconds": 1, "value": "1.5"},
    {"outputs": [], "error": ["AssertionError", "wrong"], "frames": [["<test>", 1, "<module>", ""]], "seconds": 1},
    {"outputs": [{"output_type": "error", "ename": "E", "evalue": "", "traceback": []}], "error": None, "seconds": 1},
    {"outputs": [], "error": None, "seconds": 0, "left_out": 5},
], ids=["points", "an error", "an error shown", "left out"])
@pytest.mark.parametrize("cell", [TEST, CELL], ids=["test", "cell"])
def test_a_result_that_is_relayed_stays_as_it_is(cell, reply):
    once = cell_result(cell, reply)
    again = relayed({"hw": {"cells": [cell]}}, json.loads(json.dumps({"hw": {**FINE, "cells": {cell["name"]: once}}})))
    assert again["hw"]["cells"][cell["name"]] == once
