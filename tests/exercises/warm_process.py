"""Runs notebooks' cells as a Jupyter kernel would, each notebook in a fork of one process that has imported the course.

A kernel takes seconds to start, a fork milliseconds. The cells go through IPython, as in a kernel, and their
outputs come back in the notebook format, so that nbgrader's own functions can judge them;
tests/grading shows that the scores are those of nbgrader's kernels.
"""

import contextlib
import io
import json
import os
import select
import signal
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
PRELOAD = ("numpy", "scipy.special", "scipy.stats", "dlkit.numpy", "dlkit.check")


class WarmProcess:
    """`run(cells)` executes them in order in a fresh interpreter; use as a context manager."""

    def __init__(self, *, cell_timeout=3.0, timeout=120.0):
        """A cell is interrupted after cell_timeout seconds of processor time, as Ctrl-C would, so that a busy machine
        fails nobody; a notebook is killed after timeout seconds of the clock."""
        self.limits = {"cell_timeout": cell_timeout, "timeout": timeout}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.exercises.warm_process"], cwd=ROOT, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            env=os.environ | {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
        )

    def run(self, cells):
        """Outputs (a list, in the notebook format) of each source in `cells`, a dict of names and sources."""
        print(json.dumps({"cells": cells, **self.limits}), file=self.process.stdin, flush=True)
        outputs = json.loads(self.process.stdout.readline())
        if outputs is None:
            raise TimeoutError(f"the cells {', '.join(cells)} were killed, or ended their process")
        return outputs

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.process.stdin.close()
        self.process.wait(timeout=30)
        self.process.stdout.close()


def _serve():
    """One request a line on stdin, one answer a line on stdout, each from its own fork."""
    from IPython.core.interactiveshell import InteractiveShell
    from traitlets.config import Config

    for name in PRELOAD:
        __import__(name)
    shell = InteractiveShell.instance(config=Config(HistoryManager={"enabled": False}))
    shell.InteractiveTB.set_mode("Minimal")  # nobody reads these tracebacks
    for line in sys.stdin:
        request = json.loads(line)
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reading)
            os.dup2(os.open(os.devnull, os.O_RDWR), 1)  # what a cell writes past sys.stdout must not look like an answer
            with open(writing, "w") as pipe:
                json.dump(_execute(shell, request["cells"], request["cell_timeout"]), pipe)
            os._exit(0)
        os.close(writing)
        answer = _read(reading, request["timeout"])
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        print(answer or "null", flush=True)


def _read(descriptor, timeout):
    """All that is written to the pipe until it is closed; nothing if that takes longer than `timeout`."""
    chunks = []
    with open(descriptor, "rb", buffering=0) as pipe:
        while select.select([pipe], [], [], timeout)[0]:
            chunk = pipe.read(65536)
            if not chunk:
                return b"".join(chunks).decode()
            chunks.append(chunk)
    return ""


def _execute(shell, cells, cell_timeout):
    def interrupt(*_):
        raise KeyboardInterrupt(f"the cell was interrupted after {cell_timeout:g} s of processor time")

    signal.signal(signal.SIGPROF, interrupt)
    outputs = {}
    for name, source in cells.items():
        stdout, stderr = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(stdout), contextlib.redirect_stderr(stderr):
            signal.setitimer(signal.ITIMER_PROF, cell_timeout)
            result = shell.run_cell(source)
            signal.setitimer(signal.ITIMER_PROF, 0)
        outputs[name] = _outputs(shell, result, stdout.getvalue(), stderr.getvalue())
    return outputs


def _outputs(shell, result, stdout, stderr):
    outputs = [{"output_type": "stream", "name": "stdout", "text": stdout}] if stdout else []
    if stderr:
        outputs.append({"output_type": "stream", "name": "stderr", "text": stderr})
    if result.result is not None:
        data, metadata = shell.display_formatter.format(result.result)
        outputs.append({"output_type": "execute_result", "data": data, "metadata": metadata, "execution_count": 1})
    error = result.error_before_exec or result.error_in_exec
    if error is not None:
        outputs.append({"output_type": "error", "ename": type(error).__name__, "evalue": str(error), "traceback": []})
    return outputs


if __name__ == "__main__":
    _serve()
