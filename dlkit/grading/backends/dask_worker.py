"""What a worker of a dask cluster does: it keeps warm processes in threads of its own, which outlive the task that made them.

bubblewrap ends a warm process with the thread that started it, and dask's threads come and go. So a task hands its order to a
thread that is free, or to a new one; a thread that had nothing to do for ten minutes ends, and its warm process with it.
"""

import contextlib
import functools
import hashlib
import itertools
import json
import platform
import queue
import signal
import socket
import sys
import threading
import traceback
from concurrent.futures import Future
from pathlib import Path
from typing import NamedTuple

import dlkit
from dlkit.grading.execution import conduct
from dlkit.grading.execution.launch import SandboxError, Slot, bwrap_works, readable

IDLE = 600  # seconds
ROOMS = ("collection", "execution", "sandbox")  # the folders of dlkit.grading that an order goes through, on either side
_threads, _lock, _numbers = [], threading.Lock(), itertools.count()


def dask_setup(_):
    """Called by dask in a worker that the coordinator has started: Ctrl-C is for the coordinator, which then ends its workers."""
    signal.signal(signal.SIGINT, lambda *_: None)  # a handler, not SIG_IGN: programs started from here would inherit that


class Warm(NamedTuple):
    """What a warm process is for: the run (a name), and what a Slot needs. `hidden` is what the coordinator's machine must not show."""

    run: str
    preload: list
    sandbox: str
    hidden: list


class Refused(Exception):
    """This worker can run nothing; the message says why."""


def serve(order):
    """Run the jobs of an order, JSON text. Returns JSON text with results, error or refused."""
    order = json.loads(order)
    try:
        if why := look(order["versions"], order["warm"][2]):
            raise Refused(f"{why} (on {platform.node()})")
        return json.dumps({"results": _ordered(Warm(*order["warm"]), order["anew"], order["jobs"])})
    except Refused as why:
        return json.dumps({"refused": str(why)})
    except SandboxError as error:
        return json.dumps({"error": f"the process to run it in failed: {error}"})
    except Exception as error:
        return json.dumps({"error": f"{type(error).__name__}: {error}", "traceback": traceback.format_exc()})


@functools.cache
def versions():
    """What has to be the same on both sides: tests travel as Python's byte code, and orders in a form that may change with dlkit."""
    digest = hashlib.sha256()
    folder = Path(__file__).parents[1]
    for path in [*sorted(path for room in ROOMS for path in folder.glob(f"{room}/*.py")), Path(__file__)]:
        digest.update(path.read_bytes())
    return [f"Python {sys.version_info.major}.{sys.version_info.minor}", f"dlkit {dlkit.__version__}", f"dlkit's source {digest.hexdigest()[:12]}"]


def look(wanted, sandbox):
    """Why this worker cannot run submissions for a coordinator with these versions; "" if it can."""
    for theirs, ours in zip(wanted, versions()):
        if theirs != ours:
            return f"it has {ours}, the coordinator {theirs}: install the same on both, as compiled tests go from one to the other"
    if sandbox == "bwrap":
        works, why = _sandboxed()
        if not works:
            return f"there is no sandbox: {why}. Install bubblewrap there; `--sandbox none` runs submissions unprotected"
    return ""


@functools.cache
def _sandboxed():
    return bwrap_works()


def abandon(run, wait=False):
    """End the threads of a run, with what they run and their warm processes."""
    with _lock:
        ended = [thread for thread in _threads if thread.warm.run == run]
        _threads[:] = [thread for thread in _threads if thread not in ended]  # nothing is given to them any more
    for thread in ended:
        thread.end()
    for thread in ended if wait else ():
        thread.join(10)


def _ordered(warm, anew, jobs):
    """The results of jobs, by a thread of this run that is free, or by a new one."""
    future = Future()
    with _lock:
        free = next((thread for thread in _threads if thread.free and thread.warm == warm), None)
        if free is None:
            free = _Thread(warm)
            _threads.append(free)
            free.start()
        free.free = False
        free.orders.put((anew, jobs, future))
    return future.result()


class _Thread(threading.Thread):
    """A thread with its warm process. `free`, and whether it is in the list, change under the lock."""

    def __init__(self, warm):
        number = next(_numbers)
        super().__init__(name=f"slot {number}", daemon=True)
        here = readable()
        hidden = [folder for folder in warm.hidden if not any(Path(path).is_relative_to(folder) for path in here)]  # of another machine
        self.warm, self.slot = warm, Slot(warm.preload, warm.sandbox, hidden, number)
        self.orders, self.free, self.ending = queue.SimpleQueue(), False, False

    def run(self):
        """Orders, one after the other."""
        try:
            while (order := self._next()) is not None:
                self._run(*order)
                order = None
        finally:
            self.slot.close()

    def end(self):
        """End what it runs, and itself soon."""
        self.ending = True
        self.orders.put(None)
        with contextlib.suppress(OSError, AttributeError):
            self.slot.control.shutdown(socket.SHUT_RDWR)  # the warm process ends what it runs

    def _next(self):
        """The next order; None where none came for long, or it was told to end."""
        try:
            order = self.orders.get(timeout=IDLE)
        except queue.Empty:
            order = None
        with _lock:
            if order is None and not self.ending and not self.orders.empty():
                order = self.orders.get()  # it came at the last moment
            if order is None and self in _threads:
                _threads.remove(self)
        return order

    def _run(self, anew, jobs, future):
        try:
            if self.ending:
                raise SandboxError("the run was given up")
            if anew or self.slot.process is None:
                self._start()
            future.set_result({name: conduct.run(self.slot, job) for name, job in jobs.items()})
        except BaseException as error:
            future.set_exception(error)
        with _lock:
            self.free = True

    def _start(self):
        """Start a warm process, three times at most: something may kill one while it starts. Raises Refused."""
        for left in (2, 1, 0):
            try:
                return self.slot.start()
            except SandboxError as error:
                if self.ending or not left:
                    raise Refused(f"a process to run submissions in cannot be started on {platform.node()}: {error}") from error
