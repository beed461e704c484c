"""A folder as what a branch of the remote repository holds, without touching what is checked out here."""

import os
import subprocess
import tarfile
import tempfile
from io import BytesIO
from pathlib import Path

ATTEMPTS = 5


class BranchError(Exception):
    """What git said when it refused."""


def git(root, *arguments, **environment):
    """The output of a git command in `root`, as bytes. Raises BranchError."""
    run = subprocess.run(["git", *arguments], cwd=root, env={**os.environ, **environment}, capture_output=True)
    if run.returncode:
        raise BranchError(f"git {' '.join(map(str, arguments))}: {run.stderr.decode().strip()}")
    return run.stdout


def fetched(root, remote, branch):
    """The commit that `branch` is at on `remote`, brought here; empty if there is no such branch."""
    if not git(root, "ls-remote", "--heads", remote, f"refs/heads/{branch}"):
        return ""
    git(root, "fetch", "--quiet", "--depth=1", remote, f"refs/heads/{branch}")
    return git(root, "rev-parse", "FETCH_HEAD").decode().strip()


def committed(root, folder, parent, message):
    """A commit of all that is in `folder`, on top of `parent` unless that is empty; `parent` itself if nothing has changed."""
    with tempfile.TemporaryDirectory() as place:
        index = {"GIT_INDEX_FILE": str(Path(place, "index"))}
        git(root, f"--work-tree={folder}", "add", "--all", "--force", ".", **index)
        tree = git(root, "write-tree", **index).decode().strip()
    if parent and git(root, "rev-parse", f"{parent}^{{tree}}").decode().strip() == tree:
        return parent
    return git(root, "commit-tree", tree, *(["-p", parent] if parent else []), "-m", message).decode().strip()


def update(root, remote, branch, write, message, *, history):
    """Let `write(folder)` change what `branch` holds and push that; if somebody else was quicker, do it again on top of theirs.

    Without `history` the branch stays a single commit: a book is megabytes, and nobody asks for yesterday's.
    """
    for attempt in range(ATTEMPTS):
        with tempfile.TemporaryDirectory() as place:
            folder, old = Path(place), fetched(root, remote, branch)
            if old:
                with tarfile.open(fileobj=BytesIO(git(root, "archive", old))) as archive:
                    archive.extractall(folder, filter="data")
            write(folder)
            new = committed(root, folder, old if history else "", message)
        if new == old:
            return
        try:
            git(root, "push", "--quiet", f"--force-with-lease=refs/heads/{branch}:{old}", remote, f"{new}:refs/heads/{branch}")
            return
        except BranchError:
            if attempt == ATTEMPTS - 1 or fetched(root, remote, branch) == old:  # refused for another reason
                raise
