"""dlkit.grading.execution.scratch: no folder stays on the disk for long, and none is taken from a process that lives."""

import os
import signal
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from dlkit.grading.execution import scratch
from dlkit.grading.execution.scratch import Scratch, erase, sweep


@pytest.fixture(autouse=True)
def place(tmp_path, monkeypatch):
    """Where scratch folders are made."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def other(place):
    """Another process with a scratch folder of its own, and that folder."""
    program = "import sys, tempfile, time\nfrom dlkit.grading.execution.scratch import Scratch\nprint(Scratch('test').path, flush=True)\ntime.sleep(60)"
    process = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, env={**os.environ, "TMPDIR": str(place)})
    return process, Path(process.stdout.readline().strip())


def test_a_folder_is_for_its_owner_alone_and_gone_at_the_end(place):
    with Scratch("test") as folder:
        assert Path(folder).parent == place and stat.S_IMODE(os.stat(folder).st_mode) == 0o700
        Path(folder, "file").touch()
    assert list(place.iterdir()) == []


def test_what_a_killed_process_has_left_is_removed_and_what_a_living_one_has_is_not(place):
    process, folder = other(place)
    try:
        (folder / "file").touch()
        sweep()
        with Scratch("test"):
            assert (folder / "file").exists()
        process.send_signal(signal.SIGKILL)
        process.wait()
        sweep()
        assert not folder.exists()
    finally:
        process.kill()
        process.communicate()


def test_folders_of_other_names_and_links_are_left_alone(place):
    (place / "dlkit-else").mkdir()
    (place / "elsewhere").mkdir()
    (place / "elsewhere" / "file").touch()
    (place / f"{scratch.PREFIX}link").symlink_to(place / "elsewhere")
    (place / f"{scratch.PREFIX}file").touch()
    before = sorted(place.rglob("*"))
    sweep()
    assert sorted(place.rglob("*")) == before


def test_a_folder_that_another_sweep_has_removed_before_it_was_locked_is_made_anew(place, monkeypatch):
    locked, seen = scratch._locked, []

    def late(path, wait=False):
        seen.append(path)
        if len(seen) == 1:
            os.rmdir(path)
        return locked(path, wait)

    monkeypatch.setattr(scratch, "_locked", late)
    with Scratch("test") as folder:
        assert len(seen) == 2 and folder == seen[1] and os.path.isdir(folder)


def test_a_tree_is_erased_however_deep_it_is_and_whatever_its_permissions(place):
    top, here = place / "top", os.getcwd()
    top.mkdir()
    try:
        os.chdir(top)
        for _ in range(3_000):  # deeper than Python recurses, and than a path may be long
            os.mkdir("deep")
            os.chdir("deep")
    finally:
        os.chdir(here)
    (top / "closed" / "more").mkdir(parents=True)
    (top / "closed" / "link").symlink_to(place / "kept")
    (place / "kept").mkdir(mode=0o500)
    (top / "closed").chmod(0)
    erase(top)
    assert not top.exists() and stat.S_IMODE((place / "kept").stat().st_mode) == 0o500
