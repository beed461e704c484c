"""dlkit.grading.execution.bubblewrap: whether it works here, asked of programs that only pretend to be bubblewrap."""

import pytest

from dlkit.grading.execution import bubblewrap


@pytest.fixture
def pretend(tmp_path, monkeypatch):
    """Put a script in bubblewrap's place; `$0.count` is a file of its own."""
    def make(script):
        (tmp_path / "bwrap").write_text(f"#!/bin/sh\n{script}\n")
        (tmp_path / "bwrap").chmod(0o755)
        monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
        monkeypatch.setattr(bubblewrap, "PATIENCE", 1)
        return bubblewrap.bwrap_works()
    return make


def test_one_that_is_killed_once_is_asked_again(pretend):
    assert pretend('[ -e "$0.count" ] && exit 0; touch "$0.count"; kill -9 $$') == (True, "")


@pytest.mark.parametrize("script, words", [
    ("kill -9 $$", "was killed by signal 9 and said nothing"), ("exit 3", "ended with exit code 3 and said nothing"),
    ("echo 'No permissions' >&2; exit 1", "No permissions"), ("exec sleep 60", "did not start a program within 1 s")])
def test_one_that_does_not_work_says_why(pretend, script, words):
    works, why = pretend(script)
    assert not works and words in why


def test_one_that_is_not_there_is_said(monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    assert bubblewrap.bwrap_works() == (False, "bubblewrap (bwrap) is not installed")
