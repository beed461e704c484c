"""Write exercises/ anew from solutions/: python -m tools.exercises. With --check, only say whether it is up to date.

exercises/.generated lists a hash of every file written here. What has another hash was changed by somebody, and is only
overwritten with --force.
"""

import argparse
import hashlib
import sys
from pathlib import Path

from tools.notebooks import NotebookError
from tools.release import ReleaseError, release

ROOT = Path(__file__).resolve().parent.parent
LIST = "exercises/.generated"


def digest(content):
    """Hash of bytes."""
    return hashlib.sha256(content).hexdigest()


def present(root):
    """The files now in exercises/ of `root`, hidden ones aside: a dict of path to bytes."""
    paths = (path.relative_to(root) for path in (root / "exercises").rglob("*") if path.is_file())
    return {path.as_posix(): (root / path).read_bytes() for path in sorted(paths) if not any(part[0] == "." for part in path.parts)}


def listed(files):
    """The text of .generated for a dict of path to bytes."""
    return "".join(f"{digest(content)}  {name}\n" for name, content in files.items())


def recorded(root):
    """What .generated says was written: a dict of path to hash."""
    path = root / LIST
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return {name: value for value, _, name in (line.partition("  ") for line in lines)}


def differences(root, wanted):
    """One sentence for each file of exercises/ that is missing, is not as `wanted`, or should not be there."""
    found = present(root)
    for name in sorted(wanted.keys() | found.keys()):
        source = name.replace("exercises", "solutions", 1)
        if name not in found:
            yield f"{name} is missing: make exercises writes it from {source}."
        elif name not in wanted:
            yield f"{name} has no counterpart in solutions/: if it is yours, keep it in work/ instead."
        elif wanted[name] != found[name]:
            yield (
                f"{name} is not what {source} gives. If solutions/ was changed, run make exercises. If this file was edited, move your "
                "work into work/ (make lab makes copies there), then run make exercises FORCE=1, which overwrites it."
            )
    if found == wanted and (not (root / LIST).exists() or (root / LIST).read_text(encoding="utf-8") != listed(wanted)):
        yield f"{LIST} does not list what is there: run make exercises, and commit it."


def write(root, wanted, force=False):
    """Make exercises/ of `root` what `wanted` says. Returns the files that were left alone because somebody had edited them."""
    found, ours = present(root), recorded(root)
    edited = [name for name in wanted.keys() & found.keys() if found[name] != wanted[name] and digest(found[name]) != ours.get(name)]
    if edited and not force:
        return sorted(edited)
    for name in found.keys() - wanted.keys():
        if digest(found[name]) == ours.get(name):  # what was written here for a problem set that is no more
            (root / name).unlink()
    for name, content in wanted.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    for folder in (root / "exercises").glob("*/"):
        if not any(folder.iterdir()):
            folder.rmdir()
    (root / LIST).write_text(listed(wanted), encoding="utf-8")
    return []


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="change nothing; exit code 1 if exercises/ is not up to date")
    parser.add_argument("--force", action="store_true", help="overwrite files that somebody has edited")
    options = parser.parse_args()
    try:
        wanted = release(ROOT)
    except (ReleaseError, NotebookError) as error:
        return str(error)
    if options.check:
        return "\n".join(differences(ROOT, wanted)) or None
    if edited := write(ROOT, wanted, options.force):
        return (
            f"{', '.join(edited)}: edited since make exercises wrote it, so nothing was overwritten. If it is your work, move it into work/. "
            "To write it anew from solutions/ all the same: make exercises FORCE=1"
        )
    print(f"exercises/ is what solutions/ gives: {', '.join(wanted)}")


if __name__ == "__main__":
    sys.exit(main())
