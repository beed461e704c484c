"""The notebooks of the course run from top to bottom, are committed stripped, and make a book without warnings."""

from pathlib import Path

import pytest

from tools.book import build
from tools.execute import execute
from tools.exercises import differences
from tools.notebooks import find, read
from tools.release import release
from tools.strip import stripped, text

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = find(ROOT, ["chapters", "solutions"])
by_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.relative_to(ROOT).as_posix())


@by_notebook
def test_it_runs_from_top_to_bottom(path):
    result = execute(path, ROOT)
    assert result.state != "failed", result.message


@by_notebook
def test_it_is_committed_without_outputs_and_other_noise(path):
    clean = path.read_text(encoding="utf-8") == text(stripped(read(path)))
    assert clean, "it holds outputs or other noise: make strip takes it out"


def test_exercises_are_what_the_solutions_give():
    assert list(differences(ROOT, release(ROOT))) == []


def test_the_book_is_built_without_a_warning():
    assert build(ROOT).is_file()
