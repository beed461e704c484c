"""dlkit grade against nbgrader autograde, on the same submissions of a problem set that imports NumPy and PyTorch.

    python -m tests.benchmarks.grading [--submissions 100] [--jobs 2] [--stock N]

Both grade the same submissions in a course of their own, one after the other, and must agree on every point. `--stock`
has nbgrader grade only the first N, for those in a hurry: the rate is per submission. The sandbox is on where there is one.
At the end some are graded once more, one at a time, to say where the time goes and what memory a warm process holds.
"""

import argparse
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from contextlib import ExitStack
from pathlib import Path
from unittest.mock import patch

import nbformat
from nbformat.v4 import new_code_cell, new_notebook
from nbgrader.api import Gradebook

from dlkit.grading.coordination.coordinator import Observer, grade
from dlkit.grading.coordination.options import Options
from dlkit.grading.execution.attempt import Attempt
from dlkit.grading.execution.launch import Slot
from dlkit.grading.instructor.course import Course
from dlkit.grading.recording.record import Recorder
from dlkit.grading.sandbox import descendants
from tests.grading.small_course import KERNEL, settings

NAME = "bench"
TASKS = {
    "standardise": ("def standardise(x):\n    ### BEGIN SOLUTION\n    return (x - x.mean(axis=0)) / x.std(axis=0)\n    ### END SOLUTION",
                    "x = np.random.default_rng(0).normal(3, 2, (500, 4))\nassert np.allclose(standardise(x).mean(axis=0), 0), 'the mean of a column is not 0'\n"
                    "### BEGIN HIDDEN TESTS\nassert np.allclose(standardise(x).std(axis=0), 1)\n### END HIDDEN TESTS", 2),
    "gradient": ("def gradient(w, x, y):\n    w = w.clone().requires_grad_()\n    ### BEGIN SOLUTION\n    ((x @ w - y) ** 2).mean().backward()\n    return w.grad\n    ### END SOLUTION",
                 "x, y = torch.randn(50, 3, generator=torch.Generator().manual_seed(0)), torch.ones(50)\nw = torch.zeros(3)\n"
                 "assert torch.allclose(gradient(w, x, y), -2 * x.mean(dim=0), atol=1e-6), 'the gradient of the mean square'", 3),
    "train": ("def train(model, x, y, steps):\n    ### BEGIN SOLUTION\n    optimizer = torch.optim.Adam(model.parameters(), lr=0.05)\n    for _ in range(steps):\n"
              "        optimizer.zero_grad()\n        loss = torch.nn.functional.mse_loss(model(x), y)\n        loss.backward()\n        optimizer.step()\n    return loss.item()\n    ### END SOLUTION",
              "torch.manual_seed(0)\nx = torch.linspace(-2, 2, 64)[:, None]\nmodel = torch.nn.Sequential(torch.nn.Linear(1, 16), torch.nn.Tanh(), torch.nn.Linear(16, 1))\n"
              "loss = train(model, x, x.sin(), 150)\nround(5 * min(1.0, 0.05 / max(loss, 0.05)), 2)", 5),
}
WRONG = {"standardise": "def standardise(x):\n    return x - x.mean(axis=0)", "gradient": "def gradient(w, x, y):\n    return x.T @ (x @ w - y)",
         "train": "def train(model, x, y, steps):\n    return torch.nn.functional.mse_loss(model(x), y).item()"}
CONFIG = """c = get_config()
c.CourseDirectory.root = {root!r}
c.CourseDirectory.course_id = "bench"
c.ClearSolutions.code_stub = {{"python": "raise NotImplementedError"}}
c.Execute.extra_arguments = ["--log-level=ERROR"]
"""


def source():
    """The instructor's notebook."""
    cells = [new_code_cell("import numpy as np\nimport torch", id="imports")]
    for name, (solution, tests, points) in TASKS.items():
        cells += [new_code_cell(solution, id=name, metadata=settings(name, "solution")),
                  new_code_cell(tests, id=f"{name}-tests", metadata=settings(f"{name}_tests", "test", points))]
    return new_notebook(cells=cells, metadata=KERNEL, nbformat_minor=5)


def make_course(folder, submissions):
    """An nbgrader course with `submissions` handed in: right, each task wrong in turn, untouched."""
    folder.mkdir(parents=True)
    (folder / "nbgrader_config.py").write_text(CONFIG.format(root=str(folder)))
    (folder / "source" / NAME).mkdir(parents=True)
    nbformat.write(source(), folder / "source" / NAME / f"{NAME}.ipynb")
    call(folder, "nbgrader", "generate_assignment", NAME)
    released = folder / "release" / NAME / f"{NAME}.ipynb"
    for number in range(submissions):
        notebook = nbformat.read(released, as_version=4)
        for place, (name, (solution, _, _)) in enumerate(TASKS.items()):
            if number % 5 != 4:
                (cell,) = [cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade_id") == name]
                right = re.sub(r" *### (BEGIN|END) SOLUTION\n?", "", solution)
                cell.source = WRONG[name] if number % 5 == place + 1 else right
        target = folder / "submitted" / f"student{number:04d}" / NAME
        target.mkdir(parents=True)
        nbformat.write(notebook, target / f"{NAME}.ipynb")


def call(folder, *command):
    """Run a command of this Python's environment in `folder`. Returns what it printed."""
    environment = os.environ | {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
                                "PYTHONPATH": str(Path(__file__).resolve().parents[2])}
    command = [sys.executable, "-m", *command]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {done.returncode}:\n{done.stderr[-2000:]}")
    return done.stdout


def scores(folder):
    """{(student, cell): points} of everybody who was graded."""
    with Gradebook(f"sqlite:///{folder}/gradebook.db", "bench") as book:
        return {(submission.student.id, grade.name): grade.score for submission in book.assignment_submissions(NAME)
                for notebook in submission.notebooks for grade in notebook.grades if grade.auto_score is not None}


def stages(folder, students):
    """Grade some once more, one at a time in this process. Returns ({stage: seconds of each time}, bytes in the warm process)."""
    seconds, memory = defaultdict(list), []

    def timed(stage, function, look=lambda *_: None):
        def wrapper(*arguments, **options):
            start = time.perf_counter()
            try:
                return function(*arguments, **options)
            finally:
                seconds[stage].append(time.perf_counter() - start)
                look(*arguments)
        return wrapper

    def look(_, slot):
        memory.append(max(resident(process) for process in [slot.process.pid, *descendants.of(slot.process.pid)]))

    course = Course(folder)
    with ExitStack() as stack:
        for stage, (owner, name, *more) in {"taking in": (Attempt, "take_in"), "running": (Attempt, "run", look), "recording": (Recorder, "record"),
                                            "starting": (Slot, "start")}.items():
            stack.enter_context(patch.object(owner, name, timed(stage, getattr(owner, name), *more)))
        grade(course, course.assignment(NAME), Options(students=tuple(students), jobs=1, force=True), Observer())
    return seconds, max(memory)


def resident(process):
    """Bytes of memory that a process has, those included that it shares with others; 0 if it is gone."""
    try:
        return int(re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{process}/status").read_text())[1]) * 1024
    except (OSError, TypeError):
        return 0


def main(arguments=None):
    """Returns the exit code: 0 if both agree."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--submissions", type=int, default=100)
    parser.add_argument("--stock", type=int, help="submissions that nbgrader grades (default: all)")
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args(arguments)
    stock = min(options.stock or options.submissions, options.submissions)
    with tempfile.TemporaryDirectory(prefix="bench-grading-") as place:
        ours, theirs = Path(place, "dlkit"), Path(place, "nbgrader")
        print(f"making two courses with {options.submissions} and {stock} submissions", flush=True)
        make_course(ours, options.submissions)
        make_course(theirs, stock)
        start = time.perf_counter()
        summary = json.loads(call(ours, "dlkit", "grade", NAME, "--jobs", str(options.jobs), "--json").splitlines()[-1])
        fast = time.perf_counter() - start
        print(f"dlkit grade --jobs {options.jobs}   {options.submissions} in {fast:6.1f} s   {60 * options.submissions / fast:6.1f} a minute", flush=True)
        start = time.perf_counter()
        call(theirs, "nbgrader", "autograde", NAME)
        slow = time.perf_counter() - start
        print(f"nbgrader autograde     {stock} in {slow:6.1f} s   {60 * stock / slow:6.1f} a minute")
        mine, stocks = scores(ours), scores(theirs)
        shared = {key: mine.get(key) for key in stocks}
        print(f"ratio {slow / stock / (fast / options.submissions):.1f}   scores identical: {'yes' if shared == stocks else 'NO'} ({len(stocks)} compared)")
        run = [outcome["seconds"] for outcome in summary["outcomes"]]
        print(f"a job's time for one: {options.jobs * fast / options.submissions:.2f} s; its cells run for {statistics.median(run):.2f} s of it (median)")
        seconds, memory = stages(ours, [outcome["student"] for outcome in summary["outcomes"][:20]])
        print("one at a time, seconds each (median): " + ", ".join(f"{stage} {statistics.median(seconds[stage]):.3f}" for stage in ("taking in", "running", "recording"))
              + f"; starting warm processes {sum(seconds['starting']):.1f} s for the class")
        print(f"memory: a warm process {memory / 2**20:.0f} MiB (libraries it shares with others included), a submission up to "
              f"{max(outcome['peak'] for outcome in summary['outcomes']) / 2**20:.0f} MiB more")
        shutil.rmtree(place, ignore_errors=True)
    return int(shared != stocks)


if __name__ == "__main__":
    sys.exit(main())
