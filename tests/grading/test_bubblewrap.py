"""dlkit.grading.execution.bubblewrap: whether it works, asked of programs that only pretend to be bubblewrap; what a real sandbox shows."""

import shutil
import subprocess

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


@pytest.fixture
def inside(monkeypatch):
    """What a shell in a real sandbox prints, where Python needs the folders `shown`."""
    if not bubblewrap.bwrap_works()[0]:
        pytest.skip("no bubblewrap here")

    def ask(script, hidden, shown=()):
        monkeypatch.setattr(bubblewrap, "readable", lambda: [str(path) for path in shown])
        ran = subprocess.run([*bubblewrap.bwrap_command(shutil.which("bwrap"), hidden), "/bin/sh", "-c", script], capture_output=True, text=True, timeout=60)
        return ran.returncode, ran.stdout.split(), ran.stderr
    return ask


@pytest.fixture
def course(tmp_path):
    (tmp_path / "shown" / "course").mkdir(parents=True)
    (tmp_path / "shown" / "course" / "secret").touch()
    (tmp_path / "shown" / "module").touch()
    return tmp_path / "shown" / "course"


def test_a_course_in_tmp_is_not_there_when_python_is_elsewhere(inside, course):
    """/tmp leads to the scratch folder then, so there is nothing to cover and nowhere to cover it."""
    code, printed, errors = inside(f"echo started; ls -d {course}", [course])
    assert printed == ["started"] and code != 0 and "No such file" in errors, errors


def test_a_course_below_what_python_needs_is_covered(inside, course):
    assert inside(f"ls {course.parent} {course}", [course], [course.parent])[1] == [f"{course.parent}:", "course", "module", f"{course}:"]


def test_a_course_named_by_a_link_is_covered_where_it_lies(inside, course, tmp_path):
    (tmp_path / "link").symlink_to(course)
    assert inside(f"ls {course}", [tmp_path / "link"], [course.parent])[:2] == (0, [])


def test_a_course_that_is_gone_stops_nothing(inside, course):
    shutil.rmtree(course)
    assert inside(f"ls {course.parent}", [course], [course.parent])[1] == ["module"]


def test_there_is_a_home_to_write_to_for_libraries_that_want_one_when_they_are_imported(inside):
    assert inside("cd && pwd && touch a && ls", [])[:2] == (0, ["/scratch", "a"])
