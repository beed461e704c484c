"""Runs submissions on the workers of a dask.distributed cluster: one that is there, or one of `--jobs` processes made here.

Submissions are taken in here and results judged here. What goes out is JSON text with the cells to run, without a student's
name, and what comes back is JSON text with their outputs (dlkit.grading.collection.relayed). dask itself believes its workers, and whoever
reaches its scheduler can run what they like: a cluster of several machines belongs into a network of its own, or behind TLS.
"""

import contextlib
import json
import secrets
import threading
import time
import traceback

from dlkit.grading.backends import BackendError
from dlkit.grading.backends.dask_cluster import asked, connected, quiet
from dlkit.grading.backends.dask_worker import look, serve, versions
from dlkit.grading.backends.local import choose_sandbox, hidden_folders
from dlkit.grading.backends.threaded import Threaded
from dlkit.grading.backends.warm_threads import Warm, abandon
from dlkit.grading.collection.relayed import relayed

ALONE = 60  # seconds without any worker, after which nothing more can be run
WATCH = 5  # seconds between two looks at which workers there are


class DaskBackend(Threaded):
    """See dlkit.grading.backends. A thread for each submission under way takes it in, sends it off and waits for it."""

    def __init__(self, course, assignment, options, say=print):
        super().__init__(options.workers)
        self.course, self.assignment, self.options, self.say = course, assignment, options, say
        self.warm = Warm(secrets.token_hex(8), list(assignment.modules), self._sandbox(), hidden_folders(course))
        self.running, self.lock = set(), threading.Lock()
        self.watched = self.seen = 0.0
        self.open = contextlib.ExitStack()

    def __enter__(self):
        with contextlib.ExitStack() as stack:
            stack.enter_context(quiet())
            self.client = stack.enter_context(connected(self.options))
            stack.callback(self._abandon)
            self._look()
            self._watch()
            self.open = stack.pop_all()
        return self

    def __exit__(self, *_):
        super().__exit__()
        self.open.close()

    def next(self, seconds):
        """An attempt that has run, or None. Raises BackendError."""
        self._watch()
        return super().next(seconds)

    def stop(self):
        """Give up what runs, and end the threads soon."""
        super().stop()
        with self.lock:
            running = list(self.running)
        with contextlib.suppress(Exception):  # the scheduler may be gone
            self.client.cancel(running, force=True)

    def _sandbox(self):
        """What --sandbox means: workers elsewhere see for themselves what they have (dlkit.grading.backends.dask_worker.look)."""
        if self.options.scheduler is None or self.options.sandbox == "none":
            return choose_sandbox(self.options.sandbox, self.say)
        return "bwrap"

    def _look(self):
        """Can every worker that is there run submissions? Raises BackendError."""
        replies = asked(lambda: self.client.run(look, versions(), self.warm.sandbox, on_error="return"))
        for address, reply in sorted(replies.items()):
            if isinstance(reply, ImportError):
                reply = f"dlkit cannot be imported there ({reply}): install the dlkit that is here, with its extras course and cluster"
            if reply:
                raise BackendError(f"the worker {address} cannot run submissions: {reply}")

    def _watch(self):
        """As many threads as the workers keep busy, in clusters that grow, too. Raises BackendError where there are no workers any more."""
        now = time.monotonic()
        if now - self.watched < WATCH:
            return
        slots = sum(asked(self.client.nthreads).values())
        self.watched, self.seen = now, now if slots or not self.seen else self.seen
        if now - self.seen > ALONE:
            raise BackendError(f"the cluster has had no workers for {ALONE} s")
        wanted = 2 * slots if self.options.scheduler is None or self.options.jobs is None else min(2 * slots, self.options.jobs)
        while len(self.threads) < wanted:  # twice: the next one is there when a worker has ended one
            self.threads.append(threading.Thread(target=self._serve, name=f"dask {len(self.threads)}", daemon=True))
            self.threads[-1].start()

    def _serve(self):
        """One thread: attempts, one after the other."""
        while (attempt := self.todo.get()) and not self.stopping.is_set():
            try:
                self._attempt(attempt)
            except BackendError as error:
                attempt = error
            except Exception as error:
                attempt.error = f"{type(error).__name__}: {error}"
                attempt.traceback = traceback.format_exc()
            if not self.stopping.is_set():
                self.done.put(attempt)
            attempt = None  # or it would be kept until the next one comes

    def _attempt(self, attempt):
        attempt.take_in(self.course, self.assignment, self.options.limits)
        if attempt.jobs:
            order = {"versions": versions(), "warm": self.warm, "anew": attempt.number > 1, "jobs": attempt.jobs}
            reply = json.loads(self._sent(json.dumps(order)))
            if why := reply.get("refused"):
                raise BackendError(f"a worker cannot run submissions: {why}")
            attempt.error, attempt.traceback = str(reply.get("error", "")), str(reply.get("traceback", ""))
            if not attempt.error:
                attempt.results = relayed(attempt.jobs, reply.get("results"))

    def _sent(self, order):
        """A worker's reply to an order; dask has another worker run it where one dies. Raises BackendError."""
        from distributed import CancelledError, KilledWorker

        with contextlib.ExitStack() as stack:
            try:
                future = self.client.submit(serve, order, pure=False, key=f"dlkit-grade-{secrets.token_hex(8)}")
                stack.callback(future.release)
                with self.lock:
                    self.running.add(future)
                stack.callback(self.running.discard, future)
                if self.stopping.is_set():
                    raise BackendError("stopped")
                return future.result()
            except KilledWorker as error:
                raise RuntimeError("several workers died one after the other while they had it") from error
            except ImportError as error:
                raise BackendError(f"a worker cannot run submissions: dlkit cannot be imported there ({error})") from error
            except (CancelledError, OSError, RuntimeError) as error:  # by stop(), or as the connection is gone
                raise BackendError(f"the connection to the cluster's scheduler was lost: {error}") from error

    def _abandon(self):
        """End what still runs on the workers, and the warm processes of this run."""
        with contextlib.suppress(Exception):  # they also end by themselves when they have nothing to do
            self.client.run(abandon, self.warm.run, True)
