"""What runs in the reader's browser, tried without one: the Python that runs cells, and the live cells of the book."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LIVE, PYODIDE = ROOT / "_assets" / "live", ROOT / "_vendor" / "pyodide"
PAGES = {path: [cell for cell in json.loads(path.read_text(encoding="utf-8"))["cells"] if "live" in cell["metadata"].get("tags", [])]
         for path in sorted(ROOT.glob("chapters/*/[!.]*.ipynb"))}
RUN = """
import json, sys
source, cells, said = sys.argv[1], json.loads(sys.argv[2]), []
names = {}
exec(compile(open(source, encoding="utf-8").read(), "cell.py", "exec"), names)
write = sys.stdout.write
names["connect"](lambda kind, text: said.append((kind, text)))
ends = [json.loads(names["run"](cell, number, lambda kind, text: said.append((kind, text))))["error"] for number, cell in enumerate(cells, 1)]
write(json.dumps([ends, said, [names["missing"](cell) for cell in cells]]))
"""


def run(*cells):
    """How each cell ended, and all that was shown as [kind, text], from a Python of its own: cell.py takes over sys.stdout."""
    command = [sys.executable, "-c", RUN, LIVE / "cell.py", json.dumps(cells)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def texts(said, kind):
    return "".join(text for name, text in said if name == kind)


def test_cells_share_their_names_and_show_what_they_print_and_their_last_value():
    ends, said, _ = run("x = 2\nprint('hello')", "import sys\nprint('oh', file=sys.stderr)\nx + 1", "None", "")
    assert ends == [None] * 4
    assert [texts(said, kind) for kind in ("out", "err", "value")] == ["hello\n", "oh\n", "3\n"]


def test_a_value_that_has_a_picture_shows_the_picture():
    _, said, _ = run("class Picture:\n    def _repr_html_(self):\n        return '<svg/>'\nPicture()")
    assert said == [["html", "<svg/>"]]


def test_a_traceback_has_the_lines_of_the_reader_and_no_others():
    ends, said, _ = run("import json\ndef load(text):\n    return json.loads(text)", "load('{')")
    assert ends == [None, "exception"]
    shown = re.findall(r'File "(.*)", line (\d+)', texts(said, "error"))
    assert shown == [("cell 2", "1"), ("cell 1", "3")]
    assert "return json.loads(text)" in texts(said, "error") and texts(said, "error").endswith("line 1 column 2 (char 1)\n")


def test_the_cause_of_an_exception_is_trimmed_too():
    _, said, _ = run("import json\ntry:\n    json.loads('{')\nexcept ValueError as error:\n    raise KeyError('x') from error")
    assert "direct cause" in texts(said, "error") and "decoder.py" not in texts(said, "error")


FAILING = [("x = ", "SyntaxError"), ("raise SystemExit", "SystemExit"), ("input('name')", "write the value into the cell"), ("def f():\n    f()\nf()", "RecursionError")]


@pytest.mark.parametrize("source, complaint", FAILING)
def test_what_ends_a_program_ends_only_its_cell(source, complaint):
    ends, said, _ = run(source, "print('alive')")
    assert ends == ["exception", None] and complaint in texts(said, "error") and texts(said, "out") == "alive\n"


def test_a_dataclass_of_a_cell_knows_its_module():
    assert run("from dataclasses import dataclass\n@dataclass\nclass A:\n    x: 'int'\nimport pickle\npickle.loads(pickle.dumps(A(1)))")[1] == [["value", "A(x=1)\n"]]


MISSING = [("import math", None), ("import nothere.part", "nothere"), ("def f():\n    from nothere import x", "nothere"), ("from math import nothing", None),
           ("x = (", None), ("from dlkit.autodiff import Value", None)]


@pytest.mark.parametrize("source, name", MISSING)
def test_a_module_that_is_not_there_is_found_before_the_cell_runs(source, name):
    assert run(source)[2] == [name]


def test_what_python_needs_to_start_is_as_large_as_the_bar_says():
    said = int(re.search(r"const BYTES = ([\d_]+);", (LIVE / "worker.js").read_text(encoding="utf-8"))[1])
    assert said == sum((PYODIDE / name).stat().st_size for name in ("pyodide.asm.wasm", "python_stdlib.zip", "pyodide-lock.json"))


def test_the_release_of_pyodide_is_one_in_its_note_and_in_the_workflow():
    (release,) = re.findall(r'"(\d+\.\d+\.\d+)"', (PYODIDE / "pyodide.mjs").read_text(encoding="utf-8"))
    assert f"Pyodide {release}," in (PYODIDE / "README.md").read_text(encoding="utf-8")
    assert f"/v{release}/full/" in (ROOT / ".github/workflows/book.yml").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", [path for path, cells in PAGES.items() if cells], ids=lambda path: path.stem)
def test_the_live_cells_of_a_page_need_no_other_cell_of_it(path):
    ends, said, missing = run(*("".join(cell["source"]) for cell in PAGES[path]))
    assert set(ends) == {None}, texts(said, "error")
    assert set(missing) == {None}
