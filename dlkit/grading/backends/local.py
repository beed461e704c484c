"""Runs submissions on this machine: a thread and a warm process for each of `--jobs`."""

import contextlib
import socket
import threading
import traceback
from pathlib import Path

from dlkit.grading.backends import BackendError
from dlkit.grading.backends.threaded import Threaded
from dlkit.grading.execution.bubblewrap import bwrap_works, readable
from dlkit.grading.execution.launch import SandboxError, Slot
from dlkit.grading.execution.rehearsal import modules_loaded

STEPS = ("source_directory", "source_with_tests_directory", "release_directory", "submitted_directory", "autograded_directory",
         "feedback_directory", "solution_directory")


class LocalBackend(Threaded):
    """See dlkit.grading.backends. The threads live as long as their warm processes: bubblewrap ends these with the thread
    that started them.
    """

    def __init__(self, course, assignment, options, say=print):
        super().__init__(options.workers)
        self.course, self.assignment, self.options = course, assignment, options
        self.sandbox = choose_sandbox(options.sandbox, say)
        self.learned, self.rehearsing = None, threading.Lock()  # the modules that the solution loads; the first thread finds out
        hidden = hidden_folders(course)
        self.slots = [Slot(assignment.modules, self.sandbox, hidden, number) for number in range(options.workers)]
        self.threads = [threading.Thread(target=self._serve, args=(slot,), name=f"slot {slot.number}", daemon=True) for slot in self.slots]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def stop(self):
        """Give up what runs, and end the threads soon."""
        super().stop()
        for slot in self.slots:
            with contextlib.suppress(OSError, AttributeError):
                slot.control.shutdown(socket.SHUT_RDWR)  # the warm process ends what it runs, and the thread notices

    def _serve(self, slot):
        """One thread: attempts, one after the other."""
        try:
            self._start(slot)
            while (attempt := self.todo.get()) and not self.stopping.is_set():
                if attempt.number > 1:
                    self._start(slot)
                self._attempt(slot, attempt)
                if not self.stopping.is_set():
                    self.done.put(attempt)
                attempt = None  # or it would be kept until the next one comes
        except SandboxError as error:
            if not self.stopping.is_set():
                self.done.put(BackendError(f"a process to run submissions in cannot be started: {error}. `dlkit doctor` says more."))
        except Exception as error:  # without this thread, what it had to do would be waited for in vain
            self.done.put(BackendError(f"submissions cannot be run: {type(error).__name__}: {error}"))
        finally:
            slot.close()

    def _start(self, slot):
        """Start a warm process, three times at most: something may kill one while it starts. Raises SandboxError."""
        for left in (2, 1, 0):
            try:
                with self.rehearsing:
                    if self.learned is None:
                        slot.start()
                        self.learned = modules_loaded(slot, self.course, self.assignment, self.options.limits)
                        if not self.learned:
                            return
                slot.preload = [*self.assignment.modules, *self.learned]
                slot.start()
                return
            except SandboxError:
                if self.stopping.is_set() or not left:
                    raise

    def _attempt(self, slot, attempt):
        try:
            attempt.take_in(self.course, self.assignment, self.options.limits)
            attempt.run(slot)
        except SandboxError as error:
            attempt.error = f"the process to run it in failed: {error}"
        except Exception as error:
            attempt.error = f"{type(error).__name__}: {error}"
            attempt.traceback = traceback.format_exc()


def choose_sandbox(wanted, say=print):
    """"bwrap" or "none" for what --sandbox says. Raises BackendError where there is no sandbox and none was not said."""
    if wanted == "none":
        say("Without a sandbox: submissions can read what you can read, and write what you can write.")
        return "none"
    works, why = bwrap_works()
    if not works:
        raise BackendError(f"there is no sandbox: {why}. Install bubblewrap, or grade in a container that allows it; `--sandbox none` runs "
                           "submissions unprotected, with your rights.")
    return "bwrap"


def hidden_folders(course):
    """What a submission must not see even where a folder around it is needed: the course itself."""
    folders = {Path(course.coursedir.format_path(getattr(course.coursedir, step), "x", "x")).parents[1] for step in STEPS}
    folders.add(Path(course.root) / ".dlkit")
    root = Path(course.root)
    folders = {folder for folder in folders if folder != root}
    if not any(Path(path).is_relative_to(root) for path in readable()):
        folders.add(root)
    return sorted(map(str, folders))
