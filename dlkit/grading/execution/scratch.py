"""Scratch folders on a disk, each locked for as long as it is used: one that nobody holds is of a process that was killed.

The system lets go of a lock when the process ends that holds it, however it does. So whoever can lock a folder may remove it.
"""

import contextlib
import os
import subprocess
import tempfile

PREFIX = "dlkit-scratch-"


class Scratch:
    """A new folder at `path`, until `remove()` or the end of a `with` block. What killed processes have left is removed first."""

    def __init__(self, kind):
        sweep()
        while True:
            self.path = tempfile.mkdtemp(prefix=f"{PREFIX}{kind}-")
            self.lock = _locked(self.path, wait=True)
            if self.lock is not None and os.path.isdir(self.path):
                return
            _let_go(self.lock)  # somebody's sweep was quicker than our lock

    def __enter__(self):
        return self.path

    def __exit__(self, *_):
        self.remove()

    def remove(self):
        """Remove the folder and all that is in it, as far as that can be done."""
        erase(self.path)
        _let_go(self.lock)
        self.lock = None


def sweep():
    """Remove scratch folders that no living process holds: this user's, or everybody's for root."""
    with contextlib.suppress(OSError), os.scandir(tempfile.gettempdir()) as entries:
        found = [entry.path for entry in entries if entry.name.startswith(PREFIX) and entry.is_dir(follow_symlinks=False)
                 and os.geteuid() in (0, entry.stat(follow_symlinks=False).st_uid)]
        for path in found:
            if (lock := _locked(path)) is not None:
                erase(path)
                _let_go(lock)


def erase(path):
    """Remove a folder however deep it is, and whatever permissions it has: Python's own rmtree ends at a thousand levels."""
    remove, open_all = ["rm", "-rf", "--", path], ["find", path, "-type", "d", "-exec", "chmod", "u+rwx", "{}", ";"]
    for command in (remove, open_all, remove) if os.geteuid() else (remove,):
        subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
        if not os.path.lexists(path):
            return


def _locked(path, wait=False):
    """An open file that holds the folder's lock, or None if another process holds it or the folder is gone."""
    import fcntl

    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        return descriptor
    except OSError:
        os.close(descriptor)
        return None


def _let_go(lock):
    if lock is not None:
        os.close(lock)
