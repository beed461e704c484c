"""Speaks with the process of one submission: a question, its answer, and why there is none."""

import secrets
import select
import time

from dlkit.grading.execution.endings import Stopped, why_ended
from dlkit.grading.execution.launch import SandboxError
from dlkit.grading.sandbox import wire

GRACE = 3.0  # seconds a cell has to end after it was interrupted
REPLY = 16 * 2**20  # bytes of one answer
CAUSE = "has the submission written to the grader's connection, or replaced what answers are made with, such as json.dumps?"


class Conversation:
    """With the process of one submission. `timed_out` are the names of cells that ended when they were interrupted."""

    def __init__(self, slot, limits):
        self.slot, self.limits = slot, limits
        self.timed_out, self.ended, self.number = [], None, 0
        self.socket = slot.fork(limits)
        self.inbox = wire.Inbox(self.socket, longest=REPLY)
        self.until = time.monotonic() + limits["seconds"]

    def ask(self, message, name="its files"):
        """Send a message and wait for its reply, a dictionary. Raises Stopped."""
        self.number += 1
        nonce = secrets.token_hex(8)
        message = {"name": "test", "longest": 1000, **message, "n": self.number, "nonce": nonce}
        self.send(wire.pack(message), name)
        until, interrupted = time.monotonic() + self.limits["cell_seconds"], False
        while True:
            replies = self.receive(min(until, self.until), name)
            if replies:
                break
            if time.monotonic() >= self.until:
                raise Stopped("timeout", f"the notebook ran longer than {self.limits['seconds']:g} s in all")
            if interrupted:
                raise Stopped("timeout", f"{name} ran longer than {self.limits['cell_seconds']:g} s and did not stop when interrupted")
            interrupted, until = True, time.monotonic() + GRACE
            self.slot.tell({"op": "interrupt"})
        if len(replies) > 1 or not isinstance(replies[0], dict) or (replies[0].get("n"), replies[0].get("nonce")) != (self.number, nonce):
            raise Stopped("tampered", f"{name} was answered by something that was not asked: {CAUSE}")
        reply = replies[0]
        if not isinstance(reply.get("error"), (list, type(None))) or not isinstance(reply.get("outputs"), list):
            raise Stopped("tampered", f"{name} was answered with something that no cell gives: {CAUSE}")
        if interrupted:
            time.sleep(0.02)  # the interrupt may still be under way: it is not meant for the next cell
            self.timed_out.append(name)
            reply["error"] = ["Timeout", f"The cell ran longer than {self.limits['cell_seconds']:g} s and was interrupted."]
        return reply

    def send(self, data, name):
        """Send bytes, within the time that is left: the other side may not read. Raises Stopped."""
        view = memoryview(data)
        while view:
            try:
                view = view[self.socket.send(view) :]
            except BlockingIOError:
                if not select.select([], [self.socket], [], max(0, min(self.until - time.monotonic(), 30)))[1]:
                    raise Stopped("timeout", f"{name} was not taken") from None
            except OSError:
                self.gone()

    def receive(self, until, name):
        """The messages that come before `until`; none if it passes. Raises Stopped."""
        while True:
            try:
                messages = self.inbox.poll()
            except wire.WireError as error:
                raise Stopped("tampered", f"the answer to {name} cannot be read ({error}): {CAUSE}") from None
            if messages:
                return messages
            if self.inbox.ended:
                self.gone()
            if (left := until - time.monotonic()) <= 0:
                return []
            select.select([self.socket, self.slot.control], [], [], left)
            self.heed()
            if self.ended:
                self.gone()

    def heed(self):
        """Take note if the warm process says that the submission has ended."""
        for message in self.slot.poll():
            if "ended" in message:
                self.ended = message

    def gone(self):
        """The process has ended: why? Raises Stopped."""
        until = time.monotonic() + 10
        while not self.ended and time.monotonic() < until:
            select.select([self.slot.control], [], [], 0.2)
            self.heed()
            if not self.ended and time.monotonic() > until - 9:
                self.slot.tell({"op": "kill"})
        if not self.ended:
            raise SandboxError("the warm process does not say how the submission ended")
        raise why_ended(self.ended, self.slot.isolation, self.limits)

    def finish(self, patience=0.0):
        """Have the process end, by itself if it does so within `patience` seconds. Returns what the warm process said. Raises SandboxError."""
        try:
            if not self.ended and patience:
                self.socket.setblocking(False)
                try:
                    self.socket.send(wire.pack({"op": "end"}))
                except OSError:
                    pass
            self.socket.close()
            until, last = time.monotonic() + patience, time.monotonic() + 60
            while not self.ended:
                if time.monotonic() >= until:
                    self.slot.tell({"op": "kill"})
                    until = time.monotonic() + 10
                select.select([self.slot.control], [], [], 0.2)
                self.heed()
                if time.monotonic() > last:
                    raise SandboxError("the warm process does not say how the submission ended")
            return self.ended
        except SandboxError:
            self.slot.close()
            raise

