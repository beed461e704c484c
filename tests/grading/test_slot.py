"""dlkit.grading.execution.launch: a warm process, what it leaves to the next submission, and what is left when it is killed."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from unittest import mock

import pytest

from dlkit.grading.execution import conduct, launch
from dlkit.grading.execution.launch import SandboxError, Slot
from dlkit.grading.sandbox import descendants, wire
from tests.grading.durability import gone

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc")
LIMITS = {"cell_seconds": 20, "seconds": 60, "memory": 2**29, "processes": 40, "disk": 2**25}
WITHOUT_NAMESPACES = "from dlkit.grading.sandbox import linux; linux.own_namespaces = lambda: open('/not/there'); zygote.main()"


@pytest.fixture(scope="module", params=["namespaces", "processes"])
def slot(request):
    """A slot without a sandbox, where submissions get namespaces of their own and where they cannot."""
    start = launch._START if request.param == "namespaces" else launch._START.replace("zygote.main()", WITHOUT_NAMESPACES)
    with mock.patch.multiple(launch, USUAL=(), _START=start), contextlib.closing(Slot(["numpy"], "none")) as made:
        yield made


def run(slot, *sources, **limits):
    """The result of cells."""
    cells = [{"name": f"cell {number}", "kind": "cell", "source": source} for number, source in enumerate(sources)]
    return conduct.run(slot, {"name": "n", "files": {}, "limits": {**LIMITS, **limits}, "cells": cells})


def printed(result):
    assert result["ending"] == "done", result["why"]
    return json.loads("".join(output["text"] for output in result["cells"]["cell 0"]["outputs"]).replace("'", '"'))


@LINUX
def test_a_warm_process_that_is_killed_takes_its_submission_with_it(slot):
    run(slot, "1")
    warm, below = slot.process.pid, []

    def kill():
        while len(below) < 3:  # the namespace's first process, the submission's and the program that it has started
            below[:] = descendants.of(warm)
            time.sleep(0.05)
        os.kill(warm, signal.SIGKILL)

    killer = threading.Thread(target=kill)
    killer.start()
    with pytest.raises(SandboxError, match="the warm process has ended"):
        run(slot, "import subprocess, time\nsubprocess.Popen(['sleep', '100'], start_new_session=True)\nwhile True: time.sleep(1)")
    killer.join()
    gone(below, patience=5)
    assert run(slot, "1")["ending"] == "done"


@LINUX
def test_a_submission_finds_nothing_that_another_has_left(slot):
    program = "import os\nprint([sorted(os.listdir('.')), sorted(name for name in os.listdir('..') if name not in ('.stdout', '.stderr'))])"
    before = printed(run(slot, program))
    mess = "import os\nos.makedirs('../a/b')\nopen('numpy.py', 'w').close()\nos.chmod('../a', 0)\nfor _ in range(1500): os.mkdir('d'); os.chdir('d')"
    assert run(slot, mess)["ending"] == "done"
    assert printed(run(slot, program)) == before and before[0] == []


@LINUX
def test_the_memory_of_programs_that_a_submission_starts_counts_in_full(slot):
    program = "import time; held = bytearray(90 * 2**20); time.sleep(10)"  # less than the warm process has itself
    result = run(slot, f"import subprocess, sys\nall = [subprocess.Popen([sys.executable, '-c', {program!r}]) for _ in range(3)]\n[one.wait() for one in all]", memory=2**28)
    assert result["ending"] == "memory" and result["why"] == "it used more than 256 MiB of memory"


@LINUX
def test_processor_time_that_runs_out_says_so_before_it_kills(slot):
    soft, hard, adjusted = printed(run(slot, "import resource\nprint([*resource.getrlimit(resource.RLIMIT_CPU), int(open('/proc/self/oom_score_adj').read())])"))
    assert (LIMITS["seconds"] + 60) * os.cpu_count() == soft and hard == soft + 5
    assert adjusted == 1000  # where memory runs out the submission goes first


def test_messages_that_come_together_are_all_heard():
    ours, theirs = socket.socketpair()
    with contextlib.closing(Slot([], "none")) as other, theirs:
        other.control, other.inbox = ours, wire.Inbox(ours)
        for message in ({"other": 1}, {"forked": 1, "isolation": "x"}, {"ended": 70}):
            wire.send(theirs, message)
        assert other.wait("forked", 5)["isolation"] == "x" and other.poll() == [{"ended": 70}]


def test_a_warm_process_that_does_not_answer_is_given_up(slot, monkeypatch):
    run(slot, "1")
    process, wait = slot.process, slot.wait
    monkeypatch.setattr(slot, "wait", lambda key, patience: wait(key, 0.5))
    os.kill(process.pid, signal.SIGSTOP)
    threading.Timer(1.5, process.send_signal, [signal.SIGCONT]).start()
    with pytest.raises(SandboxError, match="could not be forked: the warm process did not answer within 0.5 s"):
        run(slot, "1")
    monkeypatch.undo()
    assert slot.process is None and process.poll() is not None
    assert run(slot, "1")["ending"] == "done"


def test_a_program_that_cannot_be_started_is_an_error_of_the_sandbox(monkeypatch):
    monkeypatch.setattr(launch.sys, "executable", "/not/there")
    slot = Slot([], "none")
    with pytest.raises(SandboxError, match="the warm process cannot be started: .*/not/there"):
        slot.start()
    assert slot.process is None and slot.scratch is None and slot.control.fileno() == -1


@LINUX
def test_the_scratch_folder_of_a_killed_coordinator_is_removed_by_the_next(tmp_path, monkeypatch):
    program = "from dlkit.grading.execution import launch\nlaunch.USUAL = ()\nslot = launch.Slot([], 'none')\nslot.start()\nprint(slot.scratch.path, flush=True)\nimport time; time.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, env={**os.environ, "TMPDIR": str(tmp_path)}) as process:
        folder = Path(process.stdout.readline().strip())
        assert folder.parent == tmp_path and folder.is_dir()
        below = descendants.of(process.pid)
        process.kill()
    gone(below)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(launch, "USUAL", ())
    with contextlib.closing(Slot([], "none")) as slot:
        slot.start()
        assert list(tmp_path.iterdir()) == [Path(slot.scratch.path)]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("imported", [[], ["matplotlib_inline.backend_inline"]], ids=["later", "before there is a shell"])
def test_figures_are_pictures_whenever_matplotlib_was_imported(imported):
    with contextlib.closing(Slot(imported, "none")) as slot:
        shown = run(slot, "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()", "fig, ax = plt.subplots()")["cells"]
    assert [["image/png" in output["data"] for output in shown[cell]["outputs"]] for cell in ("cell 0", "cell 1")] == [[True], [True]]
