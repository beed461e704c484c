"""Plant every fault, one at a time, in a copy of the repository, and run its tests: python -m tests.faults [--only TEXT] [--jobs 2].

Prints a line a fault, and at the end how many were caught, missed, and hung. Exit code 1 unless all were caught.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue

from tests.faults.planted import FAULTS

ROOT = Path(__file__).resolve().parents[2]


def outcome(fault, copy, timeout=300):
    """What the tests of `fault` do in the folder `copy` once it is planted there: "caught" if one fails, else "MISSED".

    "HUNG" if they are not done after `timeout` seconds, through the fault or a slow machine: nothing is proven.
    """
    path = copy / fault.file
    right = path.read_text(encoding="utf-8")
    path.write_text(right.replace(fault.old, fault.new, 1), encoding="utf-8")
    command = [sys.executable, "-B", "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *fault.tests]
    environment = {**os.environ, "PYTHONPATH": str(copy), "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    try:
        code = subprocess.run(command, cwd=copy, env=environment, capture_output=True, timeout=timeout).returncode
        return "caught" if code == 1 else "MISSED"
    except subprocess.TimeoutExpired:
        return "HUNG"
    finally:
        path.write_text(right, encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", default="", help="only faults whose line contains this text")
    parser.add_argument("--jobs", type=int, default=2, help="how many at a time")
    options = parser.parse_args()
    chosen, count, copies = [fault for fault in FAULTS if options.only in str(fault)], Counter(), SimpleQueue()
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
                return fault, outcome(fault, copy)
            finally:
                copies.put(copy)

        for number, (fault, seen) in enumerate(pool.map(try_one, chosen), 1):
            count[seen] += 1
            print(f"{number:4d}/{len(chosen)}  {seen:6}  {fault}", flush=True)
    print(f"{count['caught']} of {len(chosen)} planted faults were caught, {count['MISSED']} missed, {count['HUNG']} hung")
    return 0 if count["caught"] == len(chosen) else 1


if __name__ == "__main__":
    sys.exit(main())
