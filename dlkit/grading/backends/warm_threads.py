"""Warm processes in threads of their own, on a worker of a dask cluster, which outlive the task that made them.

bubblewrap ends a warm process with the thread that started it, and dask's threads come and go. So a task hands its order to a
thread that is free, or to a new one; a thread that had nothing to do for ten minutes ends, and its warm process with it.
"""

import contextlib
import itertools
import platform
import queue
import socket
import threading
from concurrent.futures import Future
from pathlib import Path
from typing import NamedTuple

from dlkit.grading.execution import conduct
from dlkit.grading.execution.bubblewrap import readable
from dlkit.grading.execution.launch import SandboxError, Slot

IDLE = 600  # seconds
_threads, _lock, _numbers = [], threading.Lock(), itertools.count()


class Warm(NamedTuple):
    """What a warm process is for: the run (a name), and what a Slot needs. `hidden` is what the coordinator's machine must not show."""

    run: str
    preload: list
    sandbox: str
    hidden: list


class Refused(Exception):
    """This worker can run nothing; the message says why."""


def abandon(run, wait=False):
    """End the threads of a run, with what they run and their warm processes."""
    with _lock:
        ended = [thread for thread in _threads if thread.warm.run == run]
        _threads[:] = [thread for thread in _threads if thread not in ended]  # nothing is given to them any more
    for thread in ended:
        thread.end()
    for thread in ended if wait else ():
        thread.join(10)


def run_in_one(warm, anew, jobs):
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
