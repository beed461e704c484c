"""dlkit doctor: what it says of this machine is true, and of machines that lack something."""

import json
import os
import shutil
import sys
import tempfile
from pathlib import Path

import pytest

from dlkit import cli
from dlkit.grading.commands import doctor as command
from dlkit.grading.doctor import examine as doctor
from dlkit.grading.doctor import machine, software
from dlkit.grading.doctor import sandbox as doctor_sandbox
from dlkit.grading.doctor.finding import FAILURE, OK, WARNING, Finding
from dlkit.grading.execution import bubblewrap, launch
from tests.grading.test_cli import dlkit

WORKS, _ = bubblewrap.bwrap_works() if sys.platform == "linux" else (False, "")
needs_sandbox = pytest.mark.skipif(not WORKS, reason="bubblewrap does not work here")


def one(findings, name):
    return next(finding for finding in findings if finding.name == name)


@needs_sandbox
def test_a_real_sandbox_is_tried_and_holds(tmp_path):
    found = list(doctor_sandbox.sandbox(tmp_path))
    assert [finding.name.removeprefix("sandbox: ") for finding in found] == ["sandbox", "network", "files", "course folder", "system", "processes", "limits"]
    assert all(finding.state == OK for finding in found if finding.name != "sandbox: processes"), found
    assert not list(tmp_path.iterdir())


@needs_sandbox
def test_a_sandbox_that_does_not_hold_is_found_out(monkeypatch):
    plain = launch.bwrap_command
    with tempfile.TemporaryDirectory(dir="/var/tmp") as root:  # below /tmp a submission has its own files

        def leaky(bwrap, hidden):
            command = plain(bwrap, ())
            end = command.index("--remount-ro")
            return [*command[:end], "--perms", "0755", "--dir", "/var/tmp", "--chmod", "0755", "/var", "--bind", root, root, *command[end:]]

        os.chmod(root, 0o777)
        monkeypatch.setattr(launch, "bwrap_command", leaky)
        monkeypatch.setattr(doctor_sandbox.tempfile, "mkdtemp", open_to_all(tempfile.mkdtemp))
        found = list(doctor_sandbox.sandbox(Path(root)))
    states = {finding.name: finding.state for finding in found}
    assert states["sandbox: course folder"] == states["sandbox: files"] == FAILURE
    assert states["sandbox: system"] == states["sandbox: network"] == OK
    assert "do not grade" in one(found, "sandbox: files").advice


def test_a_loop_that_is_not_stopped_is_found_out(monkeypatch):
    for ending, state in (("timeout", OK), ("done", FAILURE), ("crashed", FAILURE)):
        monkeypatch.setattr(doctor_sandbox.conduct, "run", lambda slot, job, ending=ending: {"ending": ending, "why": "so it was", "seconds": 1.0})
        assert doctor_sandbox._stubborn(None).state == state


@pytest.mark.parametrize("isolation, state", [("namespaces", OK), ("processes", WARNING)])
def test_a_sandbox_in_which_submissions_have_no_namespaces_of_their_own_is_said(monkeypatch, isolation, state):
    ran = {"ending": "timeout", "why": "", "seconds": 1.0, "isolation": isolation, "cells": {"test": {"error": None}}}
    monkeypatch.setattr(doctor_sandbox.conduct, "run", lambda slot, job: ran)
    assert one(list(doctor_sandbox._try(None, "secret", 1)), "sandbox: processes").state == state


def open_to_all(make):
    """mkdtemp, of folders that everybody may write into."""
    def made(*arguments, **options):
        folder = make(*arguments, **options)
        os.chmod(folder, 0o777)
        return folder
    return made


@pytest.mark.parametrize("why, advice", [("bubblewrap (bwrap) is not installed", "apt-get install bubblewrap"),
                                         ("bwrap: No permissions to create new namespace", "user namespaces")])
def test_without_a_sandbox_it_says_how_to_get_one(tmp_path, monkeypatch, why, advice):
    monkeypatch.setattr(doctor_sandbox, "bwrap_works", lambda: (False, why))
    (finding,) = doctor_sandbox.sandbox(tmp_path)
    assert finding.state == FAILURE and why in finding.text and advice in finding.advice


def test_a_sandbox_that_does_not_start_is_a_failure_not_a_traceback(tmp_path, monkeypatch):
    def start(slot):
        raise launch.SandboxError("exit code 1")

    monkeypatch.setattr(doctor_sandbox, "bwrap_works", lambda: (True, ""))
    monkeypatch.setattr(launch.Slot, "start", start)
    first, second = doctor_sandbox.sandbox(tmp_path)
    assert (first.state, second.state) == (OK, FAILURE) and "exit code 1" in second.text


def test_little_disk_few_cores_and_missing_packages_are_said(tmp_path, monkeypatch):
    monkeypatch.setattr(machine.shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10, 9, 1))
    assert next(machine.disk(tmp_path)).state == WARNING
    monkeypatch.setattr(machine, "_quota", lambda: 0.5)
    (finding,) = machine.cores(tmp_path)
    assert finding.state == WARNING and "quota of 0.5" in finding.text and "--jobs 1 " in finding.advice
    monkeypatch.setattr(software, "PACKAGES", ("dlkit", "nbgrader", "no-such-package"))
    (finding,) = software.packages(tmp_path)
    assert finding.state == FAILURE and "missing: no-such-package" in finding.text and "make setup" in finding.advice
    monkeypatch.setattr(software, "PACKAGES", ("nbgrader",))
    monkeypatch.setattr(software, "OLDEST", (99, 0, 0))
    assert next(software.packages(tmp_path)).state == FAILURE


def test_the_gradebook_is_described_and_its_password_is_not(small, tmp_path, monkeypatch):
    (finding,) = software.gradebook(small.folder)
    assert finding.state == OK and "2 assignments (lab, two)" in finding.text and "schema " in finding.text
    (finding,) = software.gradebook(tmp_path)
    assert finding.state == WARNING and "--course-root" in finding.advice


def test_one_look_that_fails_does_not_hide_the_others(tmp_path, monkeypatch):
    def broken(_):
        raise RuntimeError("no such thing")
        yield

    broken.__name__ = "memory"
    monkeypatch.setattr(machine, "memory", broken)
    monkeypatch.setattr(doctor_sandbox, "sandbox", lambda _: iter([Finding("sandbox", OK, "fine")]))
    found = list(doctor.examine(tmp_path))
    assert "no such thing" in one(found, "memory").text
    assert {"python", "packages", "cores", "disk", "sandbox", "torch", "kernels", "gradebook"} <= {finding.name for finding in found}


@pytest.mark.parametrize("lacking, lines", [("nbgrader", {"gradebook"}), ("jupyter_client", {"kernels"}), ("torch", {"torch"})])
def test_what_is_not_installed_is_said_once_and_with_what_to_do(tmp_path, monkeypatch, lacking, lines):
    for name in [name for name in sys.modules if name.split(".")[0] == lacking or lacking == "nbgrader" and name.startswith(("dlkit.grading.instructor.course", "dlkit.grading.backends"))]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, lacking, None)  # importing it raises ImportError
    monkeypatch.setattr(doctor_sandbox, "bwrap_works", lambda: (False, "bubblewrap (bwrap) is not installed"))
    found = [finding for finding in doctor.examine(tmp_path) if finding.name != "sandbox" and finding.state != OK and (finding.name != "gradebook" or lacking == "nbgrader")]
    assert {finding.name for finding in found} == lines
    assert all("make setup" in finding.advice and "install" in finding.text for finding in found)
    assert doctor_sandbox._hidden(tmp_path) == []


@pytest.mark.parametrize("states, code", [((OK, OK), 0), ((OK, WARNING), 1), ((WARNING, FAILURE, OK), 2)])
def test_the_exit_code_is_that_of_the_worst_finding(states, code, monkeypatch, capsys):
    findings = [Finding(f"name {number}", state, "text " * 40, "" if state == OK else "what to do") for number, state in enumerate(states)]
    monkeypatch.setattr(doctor, "examine", lambda _: iter(findings))
    assert cli.main(["doctor"]) == code
    assert ("what to do" in capsys.readouterr().out) == (code > 0)
    assert cli.main(["doctor", "--json"]) == code
    shown = json.loads(capsys.readouterr().out)
    assert shown["exit_code"] == code and [finding["state"] for finding in shown["findings"]] == list(states)


def test_a_finding_fits_the_terminal():
    finding = Finding("sandbox: network", WARNING, "word " * 60, "advice " * 30)
    for marks in (command.MARKS, command.ASCII):
        lines = command.show(finding, marks, 80).splitlines()
        assert all(len(line) <= 80 for line in lines) and lines[0].startswith(marks[WARNING])
    assert command.show(finding, command.ASCII, 80).isascii()


def test_the_whole_examination_as_a_program(small):
    done = dlkit("doctor", "--course-root", small.folder, PYTHONIOENCODING="ascii")
    assert done.returncode in (0, 1, 2) and done.stdout.isascii() and not done.stderr
    assert done.stdout.rstrip().splitlines()[-1] in ("All is well.", "It will do; see the warnings.", "Something that grading needs fails.")
