"""Puts a new folder in the place of an old one so that it can be taken back, also by the next process if this one is killed.

What is about to happen is noted in a file first. Whether it was meant to stay is decided by the database: if the transaction
with the noted token was committed, the new folder stays; otherwise the old one comes back.
"""

import errno
import json
import os
import shutil
from pathlib import Path

from nbgrader.utils import rmtree


class Swap:
    """One exchange at a time, noted in the file `note`."""

    def __init__(self, note):
        self.note = Path(note)

    def put(self, new, place, token):
        """Move the folder `new` to `place`; what is there is kept beside it until `keep` or `undo`. Raises OSError."""
        place = Path(place)
        place.parent.mkdir(parents=True, exist_ok=True)
        beside, old = _beside(place, "new"), _beside(place, "old")
        for path in (beside, old):
            _remove(path)
        scratch = self.note.with_suffix(".part")
        with open(scratch, "w", encoding="utf-8") as file:
            json.dump({"token": token, "place": str(place), "had": place.exists()}, file)
            file.flush()
            os.fsync(file.fileno())  # it has to be readable even if the machine goes down
        os.replace(scratch, self.note)
        try:
            os.rename(new, beside)
        except OSError as error:
            if error.errno != errno.EXDEV:
                raise
            shutil.copytree(new, beside, symlinks=True)
        if place.exists():
            os.rename(place, old)
        os.rename(beside, place)

    def keep(self):
        """What was put stays."""
        if noted := self._noted():
            _remove(_beside(noted["place"], "old"))
            _remove(_beside(noted["place"], "new"))
            self.note.unlink()

    def undo(self):
        """What was there before comes back."""
        if noted := self._noted():
            place, old, beside = Path(noted["place"]), _beside(noted["place"], "old"), _beside(noted["place"], "new")
            if old.exists() or not noted["had"]:  # or the old one has not been moved yet
                _remove(place)
            if old.exists():
                os.rename(old, place)
            _remove(beside)
            self.note.unlink()

    def recover(self, committed):
        """End what a process that was killed has left; `committed(token)` says whether its transaction was. Returns whether there was something."""
        noted = self._noted()
        if noted is None:
            return False
        self.keep() if committed(noted["token"]) else self.undo()
        return True

    def _noted(self):
        try:
            return json.loads(self.note.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None


def _beside(place, what):
    """A hidden neighbour: nbgrader does not look at names that begin with a dot."""
    place = Path(place)
    return place.parent / f".{place.name}.dlkit-{what}"


def _remove(path):
    if os.path.lexists(path):
        rmtree(str(path)) if path.is_dir() and not path.is_symlink() else path.unlink()
