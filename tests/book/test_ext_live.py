import zipfile

import pytest
from bs4 import BeautifulSoup

from tests.book.tiny import build, code, notebook

SCRIPTS = ["live/python.js", "live/editor.js", "live/cell.js", "live/live.js"]


def make(folder, *cells, **options):
    return build(folder, {"index.ipynb": notebook("# Page", *cells)}, ["live"], **options)


def scripts(html):
    return [tag["src"].split("?")[0].removeprefix("_static/") for tag in BeautifulSoup(html, "html.parser").select("script[src]") if "live/" in tag["src"]]


def test_a_page_with_live_cells_links_the_scripts_once_in_their_order_and_shows_the_stored_output(tmp_path):
    html, said = make(tmp_path, code("x = 1", "live"), code("print(x)", "live", html="<b>stored</b>"))
    assert said == "" and scripts(html) == SCRIPTS
    assert len(BeautifulSoup(html, "html.parser").select("div.cell.tag_live")) == 2 and "<b>stored</b>" in html


def test_a_page_without_live_cells_links_no_script(tmp_path):
    html, said = make(tmp_path, code("x = 1"))
    assert html and said == "" and scripts(html) == []


REFUSED = [
    (("live", "hide-input"), "x = 1", 1, "cannot be tagged hide-input too"),
    (("live", "remove-input"), "x = 1", 1, "cannot be tagged remove-input too"),
    (("live", "numpy"), "x = 1", 1, "cannot be tagged numpy too"),
    (("live",), "x = 1\n%timeit x", 2, "Python cannot read the cell (invalid syntax): magics and shell commands do not run"),
    (("live",), "x = 1\nfrom dlkit import check, plot", 2, "the cell imports dlkit.plot, which does not run in a browser"),
    (("live",), "def f():\n    import torch.nn", 2, "the cell imports torch, which does not run in a browser"),
    (("live",), "import dlkit.estimators.ridge as r", 1, "the cell imports dlkit.estimators, which does not run"),
]


@pytest.mark.parametrize("tags, source, line, complaint", REFUSED)
def test_a_cell_that_cannot_be_live_fails_the_build_and_is_named(tmp_path, tags, source, line, complaint):
    html, said = make(tmp_path, "Text.", code(source, *tags))
    assert f"index.ipynb: ERROR: cell 3, line {line}: live: " in said and complaint in said
    assert scripts(html) == []


@pytest.mark.parametrize("source", ["import numpy as np", "from dlkit import check\nimport dlkit.numpy as dl", "from . import plot", "from dlkit.plotting import x"])
def test_what_runs_in_a_browser_or_is_not_known_is_let_through(tmp_path, source):
    assert make(tmp_path, code(source, "live"))[1] == ""


def test_dlkit_is_packed_without_the_parts_that_cannot_run_and_the_same_gives_the_same_bytes(tmp_path):
    names = ["__init__.py", "numpy/linear.py", "torch/__init__.py", "plot/style.py", "estimators/pca.py", "numpy/notes.txt"]
    files = {"index.md": "# Page", **{f"dlkit/{name}": f"# {name}" for name in names}}
    packed = []
    for place in ("one", "two"):
        build(tmp_path / place, files, ["live"], exclude_patterns=["dlkit", "_build"])
        packed.append(tmp_path / place / "_build/html/_static/live/dlkit.zip")
    assert zipfile.ZipFile(packed[0]).namelist() == ["dlkit/__init__.py", "dlkit/numpy/linear.py"]
    assert packed[0].read_bytes() == packed[1].read_bytes()
