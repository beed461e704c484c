"""Plant every fault, one at a time, in a copy of the repository, and run its tests: python -m tests.faults [--only TEXT] [--jobs 2].

Prints a line a fault, and at the end how many were caught. Exit code 1 if any was not.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue

from tests.faults.planted import FAULTS

ROOT = Path(__file__).resolve().parents[2]


def caught(fault, copy, timeout=300):
    """Whether a test of `fault` fails in the folder `copy` once it is planted there; a test that hangs counts as failed."""
    path = copy / fault.file
    right = path.read_text(encoding="utf-8")
    path.write_text(right.replace(fault.old, fault.new, 1), encoding="utf-8")
    command = [sys.executable, "-B", "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *fault.tests]
    environment = {**os.environ, "PYTHONPATH": str(copy), "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    try:
        return subprocess.run(command, cwd=copy, env=environment, capture_output=True, timeout=timeout).returncode == 1
    except subprocess.TimeoutExpired:
        return True
    finally:
        path.write_text(right, encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", default="", help="only faults whose line contains this text")
    parser.add_argument("--jobs", type=int, default=2, help="how many at a time")
    options = parser.parse_args()
    chosen, missed, copies = [fault for fault in FAULTS if options.only in str(fault)], [], SimpleQueue()
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(options.jobs) as pool:
        for number in range(options.jobs):
            copy = Path(folder, str(number))
            for part in ("dlkit", "tests"):
                shutil.copytree(ROOT / part, copy / part, ignore=shutil.ignore_patterns("__pycache__"))
            shutil.copy(ROOT / "pyproject.toml", copy)
            copies.put(copy)

        def try_one(fault):
            copy = copies.get()
            try:
                return fault, caught(fault, copy)
            finally:
                copies.put(copy)

        for number, (fault, seen) in enumerate(pool.map(try_one, chosen), 1):
            print(f"{number:4d}/{len(chosen)}  {'caught' if seen else 'MISSED'}  {fault}", flush=True)
            if not seen:
                missed.append(fault)
    print(f"{len(chosen) - len(missed)} of {len(chosen)} planted faults were caught")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
