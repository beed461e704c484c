import base64
import builtins
import marshal
import re
import socket
import threading
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlkit.grading.execution import conduct, conversation, integrity
from dlkit.grading.execution.compiled import compile_test
from dlkit.grading.execution.endings import Stopped, why_ended
from dlkit.grading.execution.launch import SandboxError
from dlkit.grading.sandbox import wire
from tests.grading.test_collect import MAD

LIMITS = {"cell_seconds": 0.5, "seconds": 4, "memory": 2**28, "processes": 8, "disk": 2**20}
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
    (128 + 24, None, "timeout"), (-9, "conductor", "killed"), (128 + 9, "conductor", "killed"), (3, "conductor", "crashed"), (137, "memory", "memory"), (137, "processes", "killed"), (255, None, "crashed"),
])
def test_why_a_process_ended_is_the_outcome(code, why, ending):
    assert ends(code, why) == ending


def test_what_killed_a_submission_from_outside_is_no_outcome_of_its_own():
    with pytest.raises(SandboxError, match="something outside killed a submission .SIGKILL."):
        ends(-9)


@pytest.mark.parametrize("ended, words", [((3, None), "exit code 3$"), ((70, None), "exit code 70, .*json.dumps"), ((128 + 9, None), "SIGKILL.*out of memory"), ((128 + 15, None), r"\(SIGTERM\)$")])
def test_the_reason_of_an_end_says_what_is_known(ended, words):
    stopped = why_ended(dict(zip(("ended", "why"), ended)), "namespaces", LIMITS)
    assert isinstance(stopped, Stopped) and re.search(words, str(stopped))


def test_in_a_process_without_a_namespace_whatever_killed_it_is_said():
    stopped = why_ended({"ended": -9, "why": None}, "processes", LIMITS)
    assert stopped.ending == "killed" and "SIGKILL" in str(stopped)


def spoilt(first, **change):
    """The reason where the answers from the `first`-th on are spoilt, as by a json.dumps that was replaced."""
    def answer(message):
        data = b"\0\0\0\2no" if change == {"bytes": 1} else reply(message, **change)
        return data if message["n"] >= first else reply(message, value="'a=1'")

    result = conduct.run(Puppet(answer), JOB)
    return result["ending"], result["why"]


@pytest.mark.parametrize("first, change, words", [
    (4, {"nonce": "x"}, "^a was answered by something that was not asked: .* json.dumps"),
    (4, {"bytes": 1}, "^the answer to a cannot be read .not a message.*: .* json.dumps"),
    (4, {"outputs": "x"}, "^a was answered with something that no cell gives: .* json.dumps"),
    (5, {"nonce": "x"}, "^a check of the grader's after a was answered by something that was not asked: .* json.dumps"),
    (5, {"value": None}, "^after a, what the tests rely on can no longer be looked at: .* json.dumps"),
    (7, {"error": ["NameError", "x\x1b"]}, r"^before t, a test that must fail did not as it must, but with .*NameError', 'x[^\x1b]*x1b'"),
    (7, {}, "^before t, a test that must fail did not$"),
])
def test_the_reason_of_a_forgery_names_the_cell_and_what_it_may_have_done(first, change, words):
    ending, why = spoilt(first, **change)
    assert ending == "tampered" and re.search(words, why), why


def test_a_cell_that_does_not_answer_is_interrupted_and_then_given_up():
    puppet = Puppet(lambda message: b"" if message["op"] == "cell" else reply(message, value="'a=1'"))
    result = conduct.run(puppet, JOB)
    assert result["ending"] == "timeout" and puppet.told == ["interrupt", "kill"] and result["cells"] == {}


def test_a_runner_for_which_everything_passes_is_found_out():
    result = conduct.run(Puppet(lambda message: reply(message, value="'a=1'")), JOB)
    assert (result["ending"], list(result["cells"])) == ("tampered", ["a"])


@pytest.mark.parametrize("error, ending", [("MemoryError", "memory"), ("RecursionError", "crashed"), ("Timeout", "timeout"), ("NameError", "tampered")])
def test_a_check_that_finds_no_room_is_no_forgery(error, ending):
    seen = []

    def answer(message):
        seen.append(message["op"])
        return reply(message, value="'a=1'", error=[error, ""] if "cell" in seen and message["op"] == "test" else None)

    assert conduct.run(Puppet(answer), JOB)["ending"] == ending


class Truthful:
    """An answer for a Puppet: it runs every check truthfully in this process, but for `lies`, {number of the check: what it says},
    and does `acts`, {number of the check, or "cell": a function}, first."""

    FIRST_LOOK, LOOK, MUST_FAIL, TEST, MUST_RETURN, LOOK_AGAIN = 1, 3, 4, 5, 6, 7

    def __init__(self, lies=(), acts=()):
        self.lies, self.acts, self.number = dict(lies), dict(acts), 0

    def __call__(self, message):
        self.number += message["op"] == "test"
        key = self.number if message["op"] == "test" else message["op"]
        self.acts.get(key, int)()
        if message["op"] != "test":
            return reply(message)
        names = {alias: getattr(builtins, name) for alias, name in message["builtins"].items()}
        body, value = marshal.loads(base64.b64decode(message["code"]))
        try:
            exec(body, names)
            more = {"value": repr(eval(value, names)) if value else None}
        except AssertionError as error:
            more = {"error": ["AssertionError", str(error)]}
        return reply(message, **{**more, **self.lies.get(key, {})})


def test_a_truthful_runner_is_believed_and_a_slots_old_marks_are_not():
    puppet = Puppet(Truthful())
    puppet.marks = {integrity.watched(JOB["cells"]): {"math:": 1}}
    result = conduct.run(puppet, JOB)
    assert (result["ending"], result["why"], list(result["cells"])) == ("done", "", ["a", "t"])


@pytest.mark.parametrize("lies", [
    {Truthful.MUST_FAIL: {"error": None}}, {Truthful.MUST_FAIL: {"error": ["AssertionError", "another word"]}}, {Truthful.MUST_FAIL: {"error": ["Exception", ""]}},
    {Truthful.MUST_RETURN: {"value": None}}, {Truthful.MUST_RETURN: {"value": "'another word'"}}, {Truthful.LOOK: {"value": "'1'"}}, {Truthful.LOOK_AGAIN: {"value": "'1'"}}])
def test_each_lie_of_a_runner_costs_the_test(lies):
    result = conduct.run(Puppet(Truthful(lies | ({8: {"value": "x"}} if Truthful.LOOK_AGAIN in lies else {4: {"value": "x"}} if Truthful.LOOK in lies else {}))), JOB)
    assert (result["ending"], list(result["cells"])) == ("tampered", ["a"])


@pytest.mark.parametrize(("replaced", "back"), [("cell", None), ("cell", Truthful.TEST), (Truthful.TEST, None)])
def test_what_is_replaced_before_a_test_or_within_it_costs_the_test(monkeypatch, replaced, back):
    acts = {replaced: lambda: monkeypatch.setattr(base64, "a85encode", print)}
    acts |= {back: monkeypatch.undo} if back else {}
    result = conduct.run(Puppet(Truthful(acts=acts)), JOB)
    monkeypatch.undo()
    assert (result["ending"], list(result["cells"])) == ("tampered", ["a"]) and "base64.a85encode" in result["why"]


@pytest.mark.parametrize("answer", [
    lambda message: reply({**message, "n": message["n"] + 1}), lambda message: reply({**message, "nonce": "0" * 16}), lambda message: 2 * reply(message),
    lambda message: reply(message, error="none"), lambda message: reply(message, outputs=None), lambda message: wire.pack([reply(message).decode("latin-1")])])
def test_a_reply_to_another_question_or_of_another_form_is_none(answer):
    truth = Truthful()
    result = conduct.run(Puppet(lambda message: answer(message) if message["op"] == "cell" else truth(message)), JOB)
    assert (result["ending"], result["cells"]) == ("tampered", {}) and "a was answered" in result["why"]


def test_a_reply_that_is_too_long_is_refused_when_it_is_announced():
    truth = Truthful()
    result = conduct.run(Puppet(lambda message: wire.HEADER.pack(conversation.REPLY + 1) if message["op"] == "cell" else truth(message)), JOB)
    assert result["ending"] == "tampered" and "longer than" in result["why"]


@pytest.mark.parametrize(("why", "ending"), [("memory", "memory"), ("processes", "killed"), ("conductor", "done")])
def test_a_limit_that_is_passed_after_the_last_cell_counts(why, ending):
    result = conduct.run(Puppet(Truthful(), why=why), JOB)
    assert result["ending"] == ending and list(result["cells"]) == ["a", "t"]


def test_each_cell_within_its_time_and_the_whole_beyond_it_is_a_timeout():
    truth = Truthful(acts={"cell": lambda: time.sleep(0.3)})
    result = conduct.run(Puppet(truth), {**JOB, "cells": JOB["cells"][:1] * 4, "limits": {**LIMITS, "cell_seconds": 0.6, "seconds": 0.75}})
    assert result["ending"] == "timeout" and "0.75 s in all" in result["why"]


def test_a_cell_that_ends_when_it_is_interrupted_has_timed_out_and_the_rest_runs():
    truth = Truthful()

    def answer(message):
        if message["op"] == "cell":
            puppet.interrupted.wait(5)
        return truth(message)

    puppet = Puppet(answer)
    puppet.interrupted, tell = threading.Event(), puppet.tell
    puppet.tell = lambda message: (tell(message), puppet.interrupted.set())
    result = conduct.run(puppet, {**JOB, "limits": {**LIMITS, "seconds": 20}})
    assert (result["ending"], result["cells"]["a"]["error"][0], result["cells"]["t"]["error"]) == ("timeout", "Timeout", None) and "a ran longer" in result["why"]


def test_a_name_of_the_students_is_not_touched_by_the_checks():
    names = {name for message in (*_checks(),) for name in message["builtins"]}
    assert all(name.startswith("__builtin_") for name in names)


def _checks():
    from dlkit.grading.execution import integrity

    return integrity.fail_canary()[0], integrity.value_canary()[0], integrity.whole(("math",)), integrity.digest(("math",))[0]
