"""Which run is under way in a course's folder, of whom; one at a time."""

import contextlib
import json
import os
import secrets
from datetime import UTC, datetime
from pathlib import Path


class Busy(Exception):
    """Another process grades this assignment."""


class Runs:
    """The runs of one assignment, noted in `folder`, COURSE/.dlkit/ASSIGNMENT."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.path = self.folder / "run.json"

    @contextlib.contextmanager
    def alone(self):
        """Hold the folder for this process; the system lets go of it when the process ends, however it does. Raises Busy, OSError."""
        import fcntl

        self.folder.mkdir(parents=True, exist_ok=True)
        with open(self.folder / "lock", "a+", encoding="ascii") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                file.seek(0)
                raise Busy(f"process {file.read().strip() or '?'} is grading {self.folder.name} here: wait for it, or stop it") from None
            file.truncate(0)
            file.write(str(os.getpid()))
            file.flush()
            yield

    def unfinished(self):
        """(run, its students) of the last run if it did not reach its end, else None."""
        try:
            noted = json.loads(self.path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None
        return None if noted["finished"] else (noted["run"], noted["students"])

    def begin(self, students):
        """Note a new run of these students. Returns its name. Raises OSError."""
        run = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}-{secrets.token_hex(3)}"
        self._write({"run": run, "students": list(students), "finished": False})
        return run

    def finish(self):
        """Note that the run reached its end. Raises OSError."""
        self._write(json.loads(self.path.read_text(encoding="utf-8")) | {"finished": True})

    def _write(self, noted):
        scratch = self.path.with_suffix(".part")
        with open(scratch, "w", encoding="utf-8") as file:
            json.dump(noted, file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(scratch, self.path)
