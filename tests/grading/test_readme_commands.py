"""The commands that README gives to a teacher, run as they stand there, with nothing of .venv on PATH."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

from nbgrader.api import Gradebook

from dlkit.grading.execution.bubblewrap import bwrap_works
from tools.notebooks import read
from tools.submission import tasks

ROOT = Path(__file__).parents[2]
SET = "ps1_likelihood"


def test_a_class_is_graded_with_the_commands_of_the_readme(tmp_path):
    for name in ("solutions", "exercises"):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copy(ROOT / "nbgrader_config.py", tmp_path)
    released = tmp_path / "exercises" / SET / f"{SET}.ipynb"
    as_released = released.read_bytes()
    handed_in = tmp_path / "submitted" / "eve" / SET / f"{SET}.ipynb"
    handed_in.parent.mkdir(parents=True)
    shutil.copy(released, handed_in)

    commands = re.findall(r"^\.venv/bin/((?:nbgrader|dlkit) [^#\n]+)", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert [command.split()[1] for command in commands] == ["generate_assignment", "grade", "report", "feedback"]
    environment = {**os.environ, "PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT), "IPYTHONDIR": str(tmp_path / "ipython")}
    for command in commands:
        program, *arguments = shlex.split(command)
        if arguments[0] == "grade" and not bwrap_works()[0]:
            arguments += ["--sandbox", "none"]
        there = Path(sys.executable).parent / program  # an older set-up of the environment has no dlkit there yet
        start = [there] if there.exists() else [sys.executable, "-m", program]
        done = subprocess.run([*start, *arguments], cwd=tmp_path, env=environment, capture_output=True, text=True)
        assert done.returncode == 0, f"{command}\n{done.stderr}"

    assert (tmp_path / "feedback" / "eve" / SET / f"{SET}.html").is_file()
    assert [cell.source for cell in read(released).cells] == [cell.source for cell in _notebook(as_released, tmp_path).cells]
    with Gradebook(f"sqlite:///{tmp_path}/gradebook.db", "deep_learning") as gradebook:
        submission = gradebook.find_submission(SET, "eve")
        assert (submission.score, submission.max_score) == (0, sum(task.points for task in tasks(read(released))))


def _notebook(content, folder):
    path = folder / "as_released.ipynb"
    path.write_bytes(content)
    return read(path)
