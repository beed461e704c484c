"""Execute every notebook that is not in the cache: python -m tools.execute chapters solutions --jobs 2.

Each runs in an nbval process of its own (tools.keep_outputs). What ran through goes into the jupyter-cache, where the
book finds it; what failed is shown and ends the command with exit code 1.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock

from tools.cache import cache_dir, fingerprint, keep, merged, open_cache
from tools.notebooks import NotebookError, find, read

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Result:
    """What became of one notebook; state is cached, ran or failed, message says why it failed."""

    notebook: str
    state: str
    seconds: float
    message: str = ""

    def __str__(self):
        return f"  {self.state:<6} {self.seconds:6.1f} s  {self.notebook}"


def environment(root):
    """Environment of a kernel: `root`'s dlkit, one thread, none of the user's IPython settings."""
    path = os.pathsep.join(filter(None, [str(root), os.environ.get("PYTHONPATH")]))
    threads = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    return {**os.environ, **threads, "PYTHONPATH": path, "IPYTHONDIR": str(root / "_build" / ".ipython")}


def execute(path, root=ROOT, cell_timeout=300):
    """Execute the notebook at `path` if the cache of `root` does not have it. Safe in several processes at once."""
    name, start = path.relative_to(root).as_posix(), time.monotonic()

    def result(state, message=""):
        return Result(name, state, time.monotonic() - start, message and f"{name}, {message}")

    try:
        notebook = read(path)
    except NotebookError as error:
        return Result(name, "failed", 0.0, str(error))
    locks = cache_dir(root) / "locks"
    locks.mkdir(parents=True, exist_ok=True)
    with FileLock(locks / fingerprint(root, [path])):
        with open_cache(root) as cache:
            if merged(cache, notebook):
                return result("cached")
        with tempfile.TemporaryDirectory() as folder:
            executed = Path(folder) / path.name
            command = [sys.executable, "-m", "tools.keep_outputs", path, executed, f"--cell-timeout={cell_timeout}"]
            if path.is_relative_to(root / "chapters"):
                command.append("--quiet")
            run = subprocess.run(command, cwd=ROOT, env=environment(root), capture_output=True, text=True)
            if run.returncode:
                return result("failed", run.stdout.strip() or run.stderr.strip())
            outcome = read(executed)
        with open_cache(root) as cache:
            keep(cache, outcome, name, time.monotonic() - start)
    return result("ran")


def execute_all(paths, root=ROOT, jobs=2):
    """Execute the notebooks `paths`, `jobs` at a time; print a line for each as it is done. Returns those that failed."""
    failed = []
    pool = ThreadPoolExecutor(jobs)
    try:
        for future in as_completed([pool.submit(execute, path, root) for path in paths]):
            print(future.result(), flush=True)
            if future.result().state == "failed":
                failed.append(future.result())
    finally:
        pool.shutdown(cancel_futures=True)
    for result in failed:
        print(f"\n{result.message}", file=sys.stderr)
    return failed


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folders", nargs="*", default=["chapters", "solutions"], help="folders or notebooks, relative to the repository")
    parser.add_argument("--jobs", type=int, default=2, help="how many at a time")
    options = parser.parse_args()
    return 1 if execute_all(find(ROOT, options.folders), jobs=options.jobs) else 0


if __name__ == "__main__":
    sys.exit(main())
