"""A course of a few small files, to try the tools on."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from tools.strip import NOTEBOOK_METADATA, text

ROOT = Path(__file__).resolve().parents[2]
CONFIG = """
title: A small course
only_build_toc_files: true
execute: {execute_notebooks: cache}
sphinx:
  local_extensions: {execution_cache: _ext}
"""
TOC = """
format: jb-book
root: index
chapters:
  - file: chapters/01/page
"""
COUNTING = "with open(COUNT, 'a') as file:\n    file.write('x')\nprint(6 * 7)"


class Course:
    """The course in the folder `root`; `runs` says how often its page was executed."""

    def __init__(self, root):
        self.root = root
        self.count = root.parent / "count.txt"  # outside: the book is made of everything inside

    @property
    def runs(self):
        return len(self.count.read_text()) if self.count.exists() else 0

    def write(self, name, content):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
        return path

    def notebook(self, name, *cells):
        """Write a notebook; a cell is the source of a code cell or a NotebookNode."""
        cells = [nbformat.v4.new_code_cell(cell) if isinstance(cell, str) else cell for cell in cells]
        for number, cell in enumerate(cells):
            cell.id = f"cell-{number}"
        return self.write(name, text(nbformat.v4.new_notebook(cells=cells, metadata=NOTEBOOK_METADATA)))

    def run(self, *arguments, **environment):
        """Run `python -m …` in this course."""
        command = [sys.executable, "-m", *arguments]
        return subprocess.run(command, cwd=self.root, env={**os.environ, **environment}, capture_output=True, text=True)


@pytest.fixture
def course(tmp_path):
    root = tmp_path / "a course"  # a path with a space
    for folder in ("tools", "_ext"):
        shutil.copytree(ROOT / folder, root / folder, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("requirements.txt", "nbgrader_config.py", "Makefile", "pyproject.toml"):
        shutil.copy(ROOT / name, root / name)
    course = Course(root)
    course.write("dlkit/__init__.py", "answer = 42\n")
    course.write("_config.yml", CONFIG)
    course.write("_toc.yml", TOC)
    course.write("index.md", "# A small course\n")
    title = nbformat.v4.new_markdown_cell("# A page")
    course.notebook("chapters/01/page.ipynb", title, COUNTING.replace("COUNT", repr(str(course.count))))
    return course
