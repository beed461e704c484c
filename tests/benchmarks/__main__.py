"""`make bench`: dlkit's speed and memory beside those of PyTorch and of other libraries on NumPy, on one thread."""

import os

for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"  # before NumPy and PyTorch are loaded
os.environ.setdefault("KINETO_LOG_LEVEL", "99")  # PyTorch's profiler, which tells of its start and end

import importlib.metadata  # noqa: E402
import platform  # noqa: E402
import sys  # noqa: E402
from functools import partial  # noqa: E402

import torch  # noqa: E402

from tests.benchmarks import agreement, memory, tasks, timing  # noqa: E402
from tests.benchmarks.libraries import FILES, installed  # noqa: E402

INSTALL = f"{sys.executable} -m pip install -r tests/benchmarks/requirements.txt"


def works_of(task, libraries):
    """{library: work} of those that can do the task, each made from arrays of its own."""
    able = {name: library for name, library in libraries.items() if hasattr(library, task.function)}
    works = {name: getattr(library, task.function)(**task.data()) for name, library in able.items()}
    return {name: work for name, work in works.items() if work is not None}


def row(task, values, form, reach=""):
    """One line: dlkit's own figure, then dlkit's over that of every other library."""
    ours = values["dlkit"]
    ratios = {name: f"{ours / values[name]:.2f}" if name in values else "–" for name in FILES}
    cells = [ratios["PyTorch"], reach, *[ratios[name] for name in FILES if name != "PyTorch"]]
    print(f"{task.name:46s} {form(ours):>10s}" + "".join(f" {cell:>9s}" for cell in cells), flush=True)


def heading(title, reach=""):
    cells = ["PyTorch", reach, *[name for name in FILES if name != "PyTorch"]]
    print(f"\n{title:46s} {'dlkit':>10s}" + "".join(f" {cell:>9s}" for cell in cells))


def chosen(table):
    """The tasks whose names contain a word of the command line; all where there is none."""
    return [task for task in table if not sys.argv[1:] or any(word in task.name for word in sys.argv[1:])]


def opening(missing):
    """What runs here, which libraries do not and why, and how to read the tables."""
    names = ["numpy", "torch", *[name.lower() for name in FILES if name not in {"PyTorch", *missing}]]
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in names)
    print(f"Python {platform.python_version()}, {versions}; one thread, float32, results equal to {agreement.TOLERANCE:g}.")
    for name, why in missing.items():
        print(f"{name} is not compared: {why}.")
    if missing:
        print(f"They are compared after {INSTALL}")
    print("Under a library's name: what dlkit takes over what it takes, below 1 dlkit takes less; – where it has no such thing.")


def main():
    torch.set_num_threads(1)
    libraries, missing = installed()
    opening(missing)
    heading("median time of a call (forward and backward)", "reach")
    for task in chosen(tasks.SPEED):
        works = works_of(task, libraries)
        agreement.check(task, works)
        seconds = dict(zip(works, timing.by_turns(*works.values())))
        row(task, seconds, lambda s: f"{s * 1e6:.0f} µs", "" if task.reach is None else f"≤ {task.reach:g}")

    heading("memory at the peak, beyond model and data")
    for task in chosen(tasks.MEMORY):
        peaks = {name: memory.peak(name, partial(works_of, task, {name: libraries[name]})) for name in works_of(task, libraries)}
        row(task, peaks, lambda b: f"{b / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
