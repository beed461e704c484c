"""Runs one submission in a slot: its cells in turn, tests between two looks at what they rely on."""

import time

from dlkit.grading.collection.collect import cell_result
from dlkit.grading.collection.outputs import Unbelievable
from dlkit.grading.execution import integrity
from dlkit.grading.execution.conversation import CAUSE, Conversation
from dlkit.grading.execution.endings import Stopped, over_limit

LONGEST = 2**22  # characters of all the marks


def run(slot, job):
    """Run a job (dlkit.grading.execution.job) in a slot. Returns a dictionary: ending, why, cells (those that finished), seconds, peak, survivors.

    Raises SandboxError where the warm process failed, which is nobody's fault but ours.
    """
    start = time.monotonic()
    conversation = Conversation(slot, job["limits"])
    conduct = Conduct(conversation, job)
    ending, why, stuck = "done", "", False
    try:
        conduct.hold()
        if conversation.timed_out:
            ending, why = "timeout", f"{conversation.timed_out[0]} ran longer than {job['limits']['cell_seconds']:g} s"
    except Stopped as stop:
        ending, why, stuck = stop.ending, str(stop), True
    finally:
        ended = conversation.finish(patience=0.0 if stuck else 2.0)
    if ending == "done" and ended["why"] in ("memory", "processes"):
        ending, why = over_limit(ended["why"], job["limits"])
    return {"ending": ending, "why": why, "cells": conduct.results, "seconds": time.monotonic() - start,
            "peak": ended["peak"], "survivors": ended["survivors"], "isolation": slot.isolation}


class Conduct:
    """Leads a conversation through the cells of a job; `results` are those of the cells that finished."""

    def __init__(self, conversation, job):
        self.conversation, self.job, self.results = conversation, job, {}
        self.watched = integrity.watched(job["cells"])
        self.marks, self.latest = {}, None  # the name of the newest cell that was run

    def hold(self):
        """All the cells in turn. Raises Stopped."""
        ask = self.conversation.ask
        for path, content in (self.job["files"] or {"": ""}).items():  # one at a time: together they may be longer than a message
            ask({"op": "files", "files": {path: content} if path else {}})
        if any(cell["kind"] == "test" for cell in self.job["cells"]):
            self.first_look()
        for cell in self.job["cells"]:
            if cell["kind"] == "test":
                self.test(cell)
            else:
                self.keep(cell, ask({"op": "cell", "name": cell["name"], "source": cell["source"]}, cell["name"]))
            self.latest = cell["name"]

    def first_look(self):
        """Before anything of the student's has run. The copies of one warm process hold the same functions: their marks are kept with the slot."""
        kept = self.conversation.slot.marks
        test, wanted = integrity.digest(self.watched)
        if self.value(test) != wanted(kept.get(self.watched, {})):
            kept[self.watched] = integrity.read(self.value(integrity.whole(self.watched), longest=LONGEST))
        self.marks = kept[self.watched]

    def test(self, cell):
        """A test cell between two looks at what it relies on, and two canaries. Raises Stopped."""
        self.look()
        canary, word = integrity.fail_canary()
        reply = self.check(canary)
        if (error := reply["error"]) != ["AssertionError", word]:
            how = f" as it must, but with {str(error)[:200]!a}" if error else ""
            raise Stopped("tampered", f"before {cell['name']}, a test that must fail did not{how}")
        real = self.conversation.ask({"op": "test", **cell["code"]}, cell["name"])
        self.latest = cell["name"]
        canary, value = integrity.value_canary()
        if self.value(canary) != value:
            raise Stopped("tampered", f"after {cell['name']}, a test that must return a value did not")
        self.look()
        self.keep(cell, real)

    def keep(self, cell, reply):
        """Take note of what a cell gave. Raises Stopped."""
        try:
            self.results[cell["name"]] = cell_result(cell, reply)
        except Unbelievable as error:
            raise Stopped("tampered", f"{cell['name']} gave what no cell gives: {error}") from None

    def look(self):
        """Have functions been replaced? Raises Stopped."""
        test, wanted = integrity.digest(self.watched)
        if self.value(test) == wanted(self.marks):
            return
        try:
            now = integrity.read(self.value(integrity.whole(self.watched), longest=LONGEST))
        except ValueError:
            raise Stopped("tampered", f"after {self.latest}, what the tests rely on can no longer be looked at: {CAUSE}") from None
        if replaced := integrity.difference(self.marks, now):
            raise Stopped("tampered", f"replaced by the submission: {', '.join(replaced[:5])}"[:500])
        self.marks = now

    def value(self, code, longest=1000):
        """The value of a check of ours. Raises Stopped."""
        return self.check({**code, "longest": longest}).get("value")

    def check(self, code):
        """The reply to a check of ours. Raises Stopped, with the blame where it belongs if there was no room or no time for it."""
        reply = self.conversation.ask({"op": "test", **code}, f"a check of the grader's after {self.latest}" if self.latest else "a check of the grader's")
        error = reply["error"]
        if error and error[0] == "Timeout":
            raise Stopped("timeout", "it left so little time that nothing can be tested any more")
        if error and error[0] == "MemoryError":
            raise Stopped("memory", "it left so little memory that nothing can be tested any more")
        if error and error[0] == "RecursionError":
            raise Stopped("crashed", "it left so little room for calls that nothing can be tested any more")
        return reply
