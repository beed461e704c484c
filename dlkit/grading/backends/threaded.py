"""What the backends share: attempts that wait, threads that have them run, and attempts that have run."""

import contextlib
import queue
import threading

from dlkit.grading.backends import BackendError


class Threaded:
    """See dlkit.grading.backends. A subclass fills `threads`, which take from `todo` and put into `done` until `stopping` is set;
    its `stop` wakes those that wait. What a thread puts into `done` is an attempt, or the BackendError that ends the run.
    """

    def __init__(self, workers):
        self.todo, self.stopping, self.threads = queue.SimpleQueue(), threading.Event(), []
        self.done = queue.Queue(2 * workers)  # no more than these wait to be recorded: memory stays flat

    def __exit__(self, *_):
        self.stop()
        for thread in self.threads:
            while thread.is_alive():
                with contextlib.suppress(queue.Empty):  # it may wait for room
                    self.done.get_nowait()
                thread.join(0.05)

    def submit(self, attempt):
        """Have an attempt run."""
        self.todo.put(attempt)

    def next(self, seconds):
        """An attempt that has run, or None. Raises BackendError."""
        try:
            attempt = self.done.get(timeout=seconds)
        except queue.Empty:
            return None
        if isinstance(attempt, BackendError):
            raise attempt
        return attempt

    def stop(self):
        """Give up what runs, and end the threads soon."""
        self.stopping.set()
        for _ in self.threads:
            self.todo.put(None)
