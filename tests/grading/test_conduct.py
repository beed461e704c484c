import socket
import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlkit.grading.execution import conduct, conversation
from dlkit.grading.execution.compiled import compile_test
from dlkit.grading.sandbox import wire
from tests.grading.test_collect import MAD

LIMITS = {"cell_seconds": 0.2, "seconds": 1, "memory": 2**28, "processes": 8, "disk": 2**20}
JOB = {"name": "n", "files": {}, "limits": LIMITS, "cells": [
    {"name": "a", "kind": "cell", "source": "pass"},
    {"name": "t", "kind": "test", "source": "assert True", "points": 1, "code": compile_test("assert True", ())},
]}
GOOD = {"error": None, "outputs": [], "left_out": 0, "seconds": 0.0, "value": None}


class Puppet:
    """In the place of a slot: `answer` gives from a question the bytes that come back, or None to end; the end is `code`."""

    def __init__(self, answer, code=0, why=None):
        self.answer, self.code, self.why = answer, code, why
        self.isolation, self.marks, self.told, self.ended = "namespaces", {}, [], threading.Event()
        self.control, self.far = socket.socketpair()

    def fork(self, limits):
        ours, theirs = socket.socketpair()
        threading.Thread(target=self.live, args=(theirs,), daemon=True).start()
        return ours

    def live(self, line):
        with line:
            try:
                while (message := wire.receive(line)) and message["op"] != "end" and (data := self.answer(message)) is not None:
                    line.sendall(data)
            except (OSError, wire.WireError):
                pass
        self.end()

    def end(self):
        self.ended.set()
        self.far.send(b"x")

    def tell(self, message):
        self.told.append(message["op"])
        if message["op"] == "kill":
            self.why = self.why or "conductor"
            self.end()

    def poll(self):
        return [{"ended": self.code, "why": self.why, "peak": 1, "survivors": 0}] if self.ended.is_set() else []

    def close(self):
        pass


def reply(message, **more):
    return wire.pack({**GOOD, "n": message["n"], "nonce": message["nonce"], **more})


@pytest.fixture(autouse=True)
def short_grace(monkeypatch):
    monkeypatch.setattr(conversation, "GRACE", 0.1)


@settings(max_examples=60)
@given(st.fixed_dictionaries({"error": MAD | st.none(), "outputs": MAD | st.lists(MAD)}, optional={key: MAD for key in ("value", "left_out", "seconds", "frames", "n", "nonce")}))
def test_no_answer_however_mad_does_more_than_stop_the_submission(mad):
    result = conduct.run(Puppet(lambda message: reply(message, **(mad if message["op"] == "cell" else {"value": "'a=1'"}))), JOB)
    assert result["ending"] in ("done", "tampered", "timeout")


@settings(max_examples=60)
@given(st.binary(max_size=60) | MAD.map(wire.pack))
def test_no_bytes_however_mad_do_more_than_stop_the_submission(data):
    result = conduct.run(Puppet(lambda message: data if message["op"] == "cell" else reply(message, value="'a=1'")), {**JOB, "limits": {**LIMITS, "cell_seconds": 0.02}})
    assert result["ending"] in ("tampered", "timeout") and not result["cells"]


def ends(code, why=None):
    result = conduct.run(Puppet(lambda message: None if message["op"] == "cell" else reply(message, value="'a=1'"), code, why), JOB)
    return result["ending"]


@pytest.mark.parametrize("code, why, ending", [
    (0, None, "crashed"), (3, None, "crashed"), (128 + 11, None, "crashed"), (128 + 6, None, "crashed"), (128 + 9, None, "killed"), (128 + 15, None, "killed"),
    (128 + 24, None, "timeout"), (137, "memory", "memory"), (137, "processes", "killed"), (255, None, "crashed"),
])
def test_why_a_process_ended_is_the_outcome(code, why, ending):
    assert ends(code, why) == ending


def test_a_cell_that_does_not_answer_is_interrupted_and_then_given_up():
    puppet = Puppet(lambda message: b"" if message["op"] == "cell" else reply(message, value="'a=1'"))
    result = conduct.run(puppet, JOB)
    assert result["ending"] == "timeout" and puppet.told == ["interrupt", "kill"] and result["cells"] == {}


def test_a_runner_for_which_everything_passes_is_found_out():
    result = conduct.run(Puppet(lambda message: reply(message, value="'a=1'")), JOB)
    assert (result["ending"], list(result["cells"])) == ("tampered", ["a"])


@pytest.mark.parametrize("error, ending", [("MemoryError", "memory"), ("RecursionError", "crashed"), ("NameError", "tampered")])
def test_a_check_that_finds_no_room_is_no_forgery(error, ending):
    seen = []

    def answer(message):
        seen.append(message["op"])
        return reply(message, value="'a=1'", error=[error, ""] if "cell" in seen and message["op"] == "test" else None)

    assert conduct.run(Puppet(answer), JOB)["ending"] == ending


def test_a_name_of_the_students_is_not_touched_by_the_checks():
    names = {name for message in (*_checks(),) for name in message["builtins"]}
    assert all(name.startswith("__builtin_") for name in names)


def _checks():
    from dlkit.grading.execution import integrity

    return integrity.fail_canary()[0], integrity.value_canary()[0], integrity.whole(("math",)), integrity.digest(("math",))[0]
