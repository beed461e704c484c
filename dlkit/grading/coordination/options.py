"""What may be chosen about a run, and the limits that follow for a submission."""

import os
from dataclasses import dataclass


@dataclass(frozen=True)
class Options:
    """The options of `dlkit grade`; `students` is None for all, `jobs` for as many as there are cores."""

    students: tuple | None = None
    jobs: int | None = None
    cell_timeout: float = 30.0
    timeout: float = 300.0
    memory: int = 4 * 2**30
    sandbox: str = "auto"
    resume: bool = False
    force: bool = False
    only_failed: bool = False
    backend: str = "local"
    scheduler: str | None = None

    def __post_init__(self):
        if self.resume and (self.students is not None or self.force or self.only_failed):
            raise ValueError("--resume goes on with the last run as it was begun: leave out --students, --force and --only-failed")
        for name in ("cell_timeout", "timeout", "memory", "jobs"):
            if (value := getattr(self, name)) is not None and value <= 0:
                raise ValueError(f"--{name.replace('_', '-')} is {value:g}: it must be more than 0")

    @property
    def limits(self):
        """The limits of one notebook, as a job has them."""
        return {"cell_seconds": self.cell_timeout, "seconds": self.timeout, "memory": self.memory, "processes": 64, "disk": 2**28}

    @property
    def workers(self):
        """How many submissions run at the same time."""
        return self.jobs or len(os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else range(os.cpu_count() or 1))
