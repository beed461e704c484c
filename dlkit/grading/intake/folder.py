"""The files of a submission's folder, read as one reads what a stranger packed: nothing that is no plain file, nothing too large."""

import fnmatch
import os
import re
import stat

from dlkit.grading.intake.notebook_json import shown

FILE, FILES, TOTAL = 20 * 2**20, 200, 100 * 2**20  # bytes of a file, files, bytes of all together
DEPTH, ENTRIES = 20, 5_000
JUNK = ("__MACOSX", ".DS_Store", "Thumbs.db", ".git", ".ipynb_checkpoints")
_BAD = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")
_KINDS = {stat.S_IFLNK: "a symbolic link", stat.S_IFIFO: "a pipe", stat.S_IFSOCK: "a socket", stat.S_IFCHR: "a device", stat.S_IFBLK: "a device"}


class Unreadable(Exception):
    """A file that is not taken; the message says why, as the end of a sentence that begins with its name."""


def listing(top, ignore):
    """The plain files below a folder as {relative path: bytes of size}, and why others are not taken as {relative path: reason}.

    Raises Unreadable where the folder itself cannot be read.
    """
    files, refused, left, seen = {}, {}, [("", 0)], 0
    kind = _kind(top)
    if kind != "a folder":
        raise Unreadable(f"is {kind}, not a folder")
    while left:
        folder, depth = left.pop()
        try:
            with os.scandir(os.path.join(top, folder)) as entries:
                names = sorted(entry.name for entry in entries)
        except OSError as error:
            if not folder:
                raise Unreadable(f"cannot be read: {error.strerror}") from None
            refused[folder] = f"cannot be read: {error.strerror}"
            continue
        for name in names:
            seen += 1
            path = f"{folder}/{name}" if folder else name
            if seen > ENTRIES:
                refused[folder or "."] = f"has too many files: only the first {ENTRIES} were looked at"
                return files, refused
            if any(fnmatch.fnmatchcase(name, pattern) for pattern in (*ignore, *JUNK)):
                continue
            kind = _kind(os.path.join(top, path))
            if _BAD.search(name):
                refused[path] = "has a name that is not plain text"
            elif kind == "a folder" and depth < DEPTH:
                left.append((path, depth + 1))
                refused |= {path: "is a folder, not a file"} if name.endswith((".ipynb", "timestamp.txt")) else {}
            elif kind == "a file":
                files[path] = os.lstat(os.path.join(top, path)).st_size
            else:
                refused[path] = "lies too deep" if kind == "a folder" else f"is {kind}, which is not followed or read"
    return files, refused


def _kind(path):
    try:
        mode = os.lstat(path).st_mode
    except OSError as error:
        return f"not there ({error.strerror})"
    return "a file" if stat.S_ISREG(mode) else "a folder" if stat.S_ISDIR(mode) else _KINDS.get(stat.S_IFMT(mode), "something else than a file")


def read(top, path, longest=FILE):
    """The bytes of a file that is a plain one, whatever becomes of it in between. Raises Unreadable."""
    try:  # a pipe would block, a link lead elsewhere
        descriptor = os.open(os.path.join(top, path), os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        raise Unreadable(f"cannot be read: {error.strerror}") from None
    with open(descriptor, "rb") as file:
        try:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise Unreadable("is no plain file")
            data = file.read(longest + 1)
        except OSError as error:
            raise Unreadable(f"cannot be read: {error.strerror}") from None
    if len(data) > longest:
        raise Unreadable(f"has more than {longest / 2**20:.0f} MiB")
    return data


def read_all(top, paths, notes):
    """The contents of files as {relative path: bytes} within the limits; notes on what was left out."""
    contents, total = {}, 0
    for path in sorted(paths):
        if len(contents) >= FILES:
            notes.append(f"It has more than {FILES} files; the others were left out.")
            break
        try:
            data = read(top, path)
        except Unreadable as error:
            notes.append(f"{shown(path)} was left out: it {error}.")
            continue
        if total + len(data) > TOTAL:
            notes.append(f"{shown(path)} was left out: its files together have more than {TOTAL / 2**20:.0f} MiB.")
            continue
        contents[path] = data
        total += len(data)
    return contents
