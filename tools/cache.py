"""Where executed notebooks are kept: _build/.executed/HASH, a jupyter-cache for one state of dlkit and its packages.

The notebook is the key inside a cache; the folder's name stands for all else that decides the outputs. So a change of a
notebook executes that notebook, a change of dlkit or of requirements.txt executes all, and going back executes nothing.
"""

import hashlib
import os
import shutil
import sys
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock

ELSEWHERE = {"_build", "build", "tests", "work", "submitted", "autograded", "feedback", "reports"}  # of the course's folders: no part of the course itself
NOT_ON_PAGES = {"grading", "cli.py"}  # of dlkit: no page imports them
KEPT = 3  # states of dlkit: the present one and two to go back to


def fingerprint(root, paths):
    """Hash of the names, relative to `root`, and the bytes of the files `paths`."""
    total = hashlib.sha256(f"{sys.version_info[:2]}".encode())
    for path in sorted(paths):
        total.update(f"\0{path.relative_to(root).as_posix()}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()[:16]


def sources(root):
    """Every file of the course in `root` that is not hidden: what the book may be made of, without the tests."""
    for folder, subfolders, names in os.walk(root):
        apart = ELSEWHERE if Path(folder) == Path(root) else ()
        subfolders[:] = [name for name in subfolders if name[0] != "." and name != "__pycache__" and name not in apart and not name.endswith(".egg-info")]
        yield from (Path(folder, name) for name in names if name[0] != ".")


def cache_dir(root):
    """The folder of the jupyter-cache that belongs to the present dlkit; it need not exist."""
    root = Path(root)
    used = [path for path in sources(root / "dlkit") if path.relative_to(root / "dlkit").parts[0] not in NOT_ON_PAGES]
    return root / "_build" / ".executed" / fingerprint(root, [*used, root / "requirements.txt"])


@contextmanager
def open_cache(root):
    """The jupyter-cache of the present dlkit, for one process at a time."""
    from jupyter_cache import get_cache  # slow to import, and the book needs only cache_dir

    folder = cache_dir(root)
    folder.mkdir(parents=True, exist_ok=True)
    with FileLock(folder.parent / "lock"):
        folder.touch()
        for stale in sorted(folder.parent.glob("*/"), key=lambda path: path.stat().st_mtime)[:-KEPT]:
            shutil.rmtree(stale)
        yield get_cache(folder)


def merged(cache, notebook):
    """`notebook` with the outputs that `cache` has for it, or None. An entry that a killed process left half-written is none."""
    try:
        return cache.merge_match_into_notebook(notebook)[1]
    except (KeyError, ValueError, OSError):
        return None


def keep(cache, executed, name, seconds):
    """Put the notebook `executed`, which took `seconds`, into `cache`."""
    from jupyter_cache.base import CacheBundleIn

    _, key = cache.create_hashed_notebook(executed)
    shutil.rmtree(cache.path / "executed" / key, ignore_errors=True)  # what a killed process may have left there
    bundle = CacheBundleIn(executed, name, data={"execution_seconds": seconds})
    cache.cache_notebook_bundle(bundle, check_validity=False, overwrite=True)
