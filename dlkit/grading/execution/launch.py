"""Starts a warm process, in a sandbox made by bubblewrap or without one, and talks to it."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from dlkit.grading.execution.bubblewrap import ENVIRONMENT, SCRATCH, bwrap_command, readable
from dlkit.grading.execution.scratch import Scratch
from dlkit.grading.sandbox import wire

USUAL = ("numpy", "numpy.random", "matplotlib.pyplot")  # imported beforehand even if the assignment does not: students do


class SandboxError(Exception):
    """A warm process could not be started, or did not answer."""


def _open_to_all(path):
    """Whether every user can read what is in a folder: a Python below /root is root's alone, and without a sandbox so must be what it runs."""
    return bool(os.stat(path).st_mode & 0o004) and all(parent.stat().st_mode & 0o001 for parent in [Path(path), *Path(path).parents])


class Slot:
    """One warm process, in which one submission runs at a time; it starts anew where it has died.

    `preload` are the modules that the assignment imports, `sandbox` is "bwrap" or "none", `hidden` are folders that must not be
    seen even if they lie below one that is readable. To be used from one thread, which has to live as long as the slot.
    """

    def __init__(self, preload, sandbox, hidden=(), number=0):
        self.preload, self.sandbox, self.hidden, self.number = list(preload), sandbox, list(hidden), number
        self.process = self.control = self.errors = self.scratch = self.isolation = None
        self.failed, self.marks, self.held = {}, {}, []

    def start(self, patience=120):
        """Start the warm process and wait until it has imported. Raises SandboxError."""
        self.close()
        try:
            folder = self._launch()
        except OSError as error:
            self.close()
            raise SandboxError(f"the warm process cannot be started: {error}") from error
        self.uid = 61_000 + (os.getpid() * 16 + self.number) % 4_000
        try:
            self.tell({"op": "config", "preload": [*self.preload, *USUAL], "scratch": folder, "uid": self.uid,
                       "own_user": self.sandbox == "bwrap" or (os.geteuid() == 0 and all(map(_open_to_all, readable())))})
            self.failed = self.wait("ready", patience)["failed"]
        except SandboxError:
            self.close()
            raise
        self.marks = {}  # what its functions look like, by the modules watched (dlkit.grading.execution.conduct)

    def _launch(self):
        """Start the program. Returns the folder in which submissions may write, as the program sees it. Raises OSError."""
        environment, folder, before = dict(ENVIRONMENT), SCRATCH, ()
        if self.sandbox == "bwrap":
            before = bwrap_command(shutil.which("bwrap") or "bwrap", self.hidden)
        else:
            self.scratch = Scratch("grade")
            folder = self.scratch.path
            environment |= {"PATH": os.environ.get("PATH", os.defpath), "HOME": folder, "MPLCONFIGDIR": folder, "IPYTHONDIR": folder}
        self.errors = tempfile.TemporaryFile("w+", errors="replace")
        self.control, theirs = socket.socketpair()
        self.inbox, self.held = wire.Inbox(self.control, longest=2**20), []
        with theirs:
            self.process = subprocess.Popen([*before, sys.executable, "-I", "-c", _START, str(theirs.fileno())], stdin=subprocess.DEVNULL, stdout=self.errors,
                                            stderr=self.errors, close_fds=True, pass_fds=[theirs.fileno()], env=environment, cwd="/", start_new_session=True)
        return folder

    def tell(self, message):
        """Send the warm process a message. Raises SandboxError."""
        try:
            self.control.setblocking(True)
            wire.send(self.control, message)
            self.control.setblocking(False)
        except OSError as error:
            raise SandboxError(f"the warm process has ended: {self._said()}") from error

    def poll(self):
        """The messages of the warm process that are there. Raises SandboxError if it has ended."""
        messages, self.held = self.held, []
        try:
            messages += self.inbox.poll()
        except wire.WireError as error:
            raise SandboxError(str(error)) from error
        if self.inbox.ended and not messages:
            raise SandboxError(f"the warm process has ended: {self._said()}")
        return messages

    def wait(self, key, patience):
        """The next message with `key`; those that came after it are kept for `poll`. Raises SandboxError."""
        until = time.monotonic() + patience
        while time.monotonic() < until:
            messages = self.poll()
            for number, message in enumerate(messages, 1):
                if key in message:
                    self.held = messages[number:]
                    return message
            time.sleep(0.002)
        raise SandboxError(f"the warm process did not answer within {patience} s: {self._said()}")

    def fork(self, limits):
        """A socket to the process of a new submission. Raises SandboxError."""
        if self.process is None or self.process.poll() is not None:
            self.start()
        ours, theirs = socket.socketpair()
        try:
            with theirs:
                self.tell({"op": "fork", "limits": limits})
                socket.send_fds(self.control, [b"F"], [theirs.fileno()])
            self.isolation = self.wait("forked", 30)["isolation"]
        except (SandboxError, OSError) as error:
            ours.close()
            self.close()  # or its late answer would be taken for that of the next fork
            raise SandboxError(f"a process for a submission could not be forked: {error}") from error
        return ours

    def close(self):
        """End the warm process and what runs in it."""
        for open_file in (self.control, self.errors):
            if open_file is not None:
                open_file.close()
        if self.process is not None:
            try:
                self.process.wait(5)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
            self.process = None
        if self.scratch is not None:
            self.scratch.remove()
            self.scratch = None

    def _said(self):
        """What the warm process has written to its standard error; how it ended, where that is nothing."""
        try:
            code = self.process.wait(1)  # its connection closes before the last lines of its complaint are out
        except subprocess.TimeoutExpired:
            code = None
        self.errors.seek(0)
        if said := self.errors.read()[-2000:].strip():
            return said
        if code is None:
            return "it says nothing"
        return f"it was killed by signal {-code}; is the machine short of memory?" if code < 0 else f"exit code {code}"


_START = (  # -I keeps the environment out; dlkit may be installed from a folder that must not be seen
    "import sys, importlib.util as u;"
    f"s = u.spec_from_file_location('dlkit', {str(Path(__file__).resolve().parents[2] / '__init__.py')!r},"
    f" submodule_search_locations=[{str(Path(__file__).resolve().parents[2])!r}]);"
    "m = u.module_from_spec(s); sys.modules['dlkit'] = m; s.loader.exec_module(m);"
    "from dlkit.grading.sandbox import zygote; zygote.main()"
)
