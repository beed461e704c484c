"""Execute the pages and build the book, with every warning an error: python -m tools.book.

Nothing is done if nothing has changed since the last good build. If anything has, every page is read anew: Sphinx reads
only what has changed, and would miss that a page still refers to a label that another page no longer has.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import yaml
from filelock import FileLock

from _ext.toc_check import disagreement
from tools.cache import fingerprint, sources
from tools.execute import execute_all
from tools.notebooks import find

ROOT = Path(__file__).resolve().parent.parent


class BookError(Exception):
    """The book was not built, or not to its standard; the message is for the author."""


def check_configuration(root):
    """Raise BookError if _config.yml or _toc.yml is not there or not YAML, or if _toc.yml and chapters/ disagree."""
    for name in ("_config.yml", "_toc.yml"):
        try:
            yaml.safe_load((root / name).read_text(encoding="utf-8"))
        except (OSError, ValueError, yaml.YAMLError) as error:
            raise BookError(f"{name} cannot be read: {' '.join(str(error).split())}") from None
    if problem := disagreement(root, root / "_toc.yml"):
        raise BookError(problem)


def sphinx(root):
    """Run Jupyter Book on `root`, silently. Raises BookError with all its warnings if there is one."""
    command = [sys.executable, "-c", "from jupyter_book.cli.main import main; main()", "build", root, "-q", "-W", "-n", "--keep-going"]
    run = subprocess.run(command, cwd=root, capture_output=True, text=True, env={**os.environ, "NO_COLOR": "1"})
    if run.returncode:
        noise = r"\x1b\[[0-9;]*m|Traceback \(most recent call last\):\n(  .*\n)+|\nsphinx\.errors\.(.|\n)*|RuntimeError: \n=+\n(.|\n)*"
        said = re.sub(noise, "", run.stderr)
        raise BookError(f"The book has faults:\n\n{said.replace(f'{root}/', '').strip()}")


def build(root=ROOT, jobs=2):
    """The landing page of the book of `root`, built if it has to be. Raises BookError."""
    page, stamp = root / "_build" / "html" / "index.html", root / "_build" / ".book"
    stamp.parent.mkdir(exist_ok=True)
    with FileLock(root / "_build" / ".book.lock"):
        published = sorted(f" {name}={value}" for name, value in os.environ.items() if name.startswith("BOOK_"))
        state = fingerprint(root, sources(root)) + "".join(published)  # _ext/published.py reads these
        if page.exists() and stamp.exists() and stamp.read_text() == state:
            print("Nothing has changed since the book was built.")
            return page
        check_configuration(root)
        print("Executing the notebooks of the book:", flush=True)
        if failed := execute_all(find(root, ["chapters"]), root, jobs):
            raise BookError(f"The book was not built: {len(failed)} of its notebooks failed, see above.")
        stamp.unlink(missing_ok=True)
        for old in ("html", ".doctrees", "jupyter_execute"):
            shutil.rmtree(root / "_build" / old, ignore_errors=True)
        print("Building the pages …", flush=True)
        sphinx(root)
        stamp.write_text(state)
    return page


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--jobs", type=int, default=2, help="how many notebooks to execute at a time")
    start = time.monotonic()
    try:
        page = build(jobs=parser.parse_args().jobs)
    except BookError as error:
        return str(error)
    print(f"The book is ready ({time.monotonic() - start:.0f} s). Open in a browser:\n  {page.as_uri()}")


if __name__ == "__main__":
    sys.exit(main())
