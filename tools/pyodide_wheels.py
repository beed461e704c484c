"""Fetch the wheels that live cells import into a built book, checked against Pyodide's own list.

python -m tools.pyodide_wheels --from URL [--into FOLDER] [PACKAGE …]

URL (or the environment variable PYODIDE_WHEELS) is the folder that holds the wheels of the release in _vendor/pyodide. Without
this a built book runs the live cells that need Python's own modules only, and says so at the others.
"""

import argparse
import hashlib
import json
import os
import sys
import urllib.request
from pathlib import Path
from urllib.parse import urljoin

ROOT = Path(__file__).resolve().parent.parent
LOCK = "pyodide-lock.json"
PACKAGES = ("numpy", "tqdm")  # what dlkit imports when it is imported
PATIENCE = 60  # seconds


class WheelError(Exception):
    """A wheel did not come, or is not the one that the list names."""


def entries(lock, names):
    """The entries of `names` in the list `lock`, each with what it depends on, none twice. Raises WheelError."""
    found, left = {}, list(names)
    while left:
        name = left.pop(0)
        if name not in lock["packages"]:
            raise WheelError(f"Pyodide has no package {name}; {LOCK} lists those it has.")
        if name not in found:
            found[name] = lock["packages"][name]
            left += found[name]["depends"]
    return list(found.values())


def fetch(base, entry):
    """The bytes of the wheel of `entry`. Raises WheelError where they do not come or have another sha256."""
    url = urljoin(base, entry["file_name"])
    try:
        with urllib.request.urlopen(url, timeout=PATIENCE) as answer:
            wheel = answer.read()
    except (OSError, ValueError) as error:
        raise WheelError(f"{url} did not come: {error}. Is this the folder of the release in _vendor/pyodide?") from None
    came = hashlib.sha256(wheel).hexdigest()
    if came != entry["sha256"]:
        raise WheelError(f"{url} has the sha256 {came}, and {LOCK} names {entry['sha256']}: the wheel was not written.")
    return wheel


def fetch_all(base, folder, names=PACKAGES):
    """Write the wheels of `names` and of what they need beside the list in `folder`; those that are there stay. Returns all paths."""
    base = base if base.endswith("/") else f"{base}/"
    try:
        lock = json.loads((folder / LOCK).read_text(encoding="utf-8"))
    except OSError:
        raise WheelError(f"There is no {LOCK} in {folder}: build the book first, or name the folder with --into.") from None
    paths = []
    for entry in entries(lock, names):
        path = folder / entry["file_name"]
        if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != entry["sha256"]:
            path.write_bytes(fetch(base, entry))
        paths.append(path)
    return paths


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("packages", nargs="*", default=PACKAGES, help=f"names in {LOCK} (default: {' '.join(PACKAGES)})")
    parser.add_argument("--from", dest="base", default=os.environ.get("PYODIDE_WHEELS"), help="the address of the folder with the wheels")
    parser.add_argument("--into", type=Path, default=ROOT / "_build/html/_static/pyodide", help="Pyodide's folder in the built book")
    options = parser.parse_args()
    if not options.base:
        parser.error("say with --from, or in PYODIDE_WHEELS, where the wheels are")
    try:
        for path in fetch_all(options.base, options.into, options.packages):
            print(f"{path.stat().st_size / 1e6:5.1f} MB  {path}")
    except WheelError as error:
        return str(error)


if __name__ == "__main__":
    sys.exit(main())
