"""Where submissions are run. A backend runs attempts (dlkit.grading.execution.attempt) and records nothing; the coordinator does that.

    with backend(course, assignment, options, say) as running:   raises BackendError if it cannot start
        running.submit(Attempt(student))        any number, at once: they are taken in when their turn comes
        running.next(seconds)                   an attempt that has run, in any order; None if none came in that time
        running.stop()                          give up what still runs

Every attempt submitted comes back exactly once, with `error` set where grading itself failed; `next` raises BackendError where
nothing can be run any more. An attempt with a `number` above 1 is run apart from what may have spoilt the one before.
"""


class BackendError(Exception):
    """Submissions cannot be run at all; the message says why and what helps."""


def backend(name):
    """The backend's class. Raises BackendError."""
    if name == "local":
        from dlkit.grading.backends.local import LocalBackend

        return LocalBackend
    if name == "dask":
        from dlkit.grading.backends.dask import DaskBackend

        return DaskBackend
    raise BackendError(f"there is no backend {name!r}: local or dask")
