"""dlkit check: what a student is told about their notebook before they hand it in."""

import copy
import inspect
import json
import os
import shutil
import time
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from nbgrader.utils import compute_checksum

from dlkit import cli
from dlkit.grading.check.find_notebook import CannotCheck, find, released_version
from dlkit.grading.check.hand_in import LARGEST
from dlkit.grading.check.run import check
from dlkit.grading.commands import check as command
from dlkit.grading.coordination.options import Options
from dlkit.grading.instructor.checksum import as_released, checksum
from dlkit.grading.instructor.notebook import read
from dlkit.grading.instructor.tasks import tasks
from dlkit.grading.intake import notebook_json
from tests.exercises import problem_sets
from tests.grading.small_course import KERNEL, code, settings, text
from tests.grading.test_cli import dlkit
from tools.grade_demo import answer_file
from tools.lab import copy_exercises
from tools.submission import fill
from tools.submission import tasks as tasks_of

SET = "ps1_likelihood"
STUB = "def {0}(x):\n    raise NotImplementedError"
pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="forks the process of the notebook")


def released(*names, by_hand=True):
    """A released notebook with a task for each name, which wants it to return x + 1, and one for a person."""
    cells = [text("title", "# Set 0"), code("setup", "import math")]
    for number, name in enumerate(names, 1):
        cells += [text(f"{name}-text", f"## Task {number} (2 points). Write `{name}`\n```\n# no heading\n```"), code(f"{name}-cell", STUB.format(name), settings(name, "solution")),
                  code(f"{name}-test", f"value = {name}(1)\nassert value == 2, f'{name}(1) is 2, yours is {{value}}: add one'", settings(f"{name}_tests", "test", 2))]
    if by_hand:
        cells += [text("why-text", f"## Task {len(names) + 1} (3 points). Why?"), text("why-cell", "YOUR ANSWER HERE", settings("why", "hand", 3))]
    notebook = new_notebook(cells=cells, metadata=copy.deepcopy(KERNEL))
    for cell in notebook.cells:
        if "nbgrader" in cell.metadata:
            cell.metadata.nbgrader["checksum"] = compute_checksum(cell)
    return notebook


def cell_of(notebook, name):
    return next(cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade_id") == name)


def answered(notebook, **answers):
    """A copy with answers in it: the body of the function, or a whole text."""
    notebook = copy.deepcopy(notebook)
    for name, answer in answers.items():
        cell = cell_of(notebook, name)
        cell.source = answer if cell.cell_type == "markdown" else f"def {name}(x):\n    {answer}" if answer[0].islower() else answer
    return notebook


def give_tests(notebook, name, source):
    """Other tests for a task, as if they had been released so."""
    cell = cell_of(notebook, f"{name}_tests")
    cell.source = source
    cell.metadata.nbgrader["checksum"] = compute_checksum(cell)


def save(notebook, path):
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, path)
    return path


def states(checked):
    return {result.task.name.removesuffix("_tests"): result.state for result in checked.results}


def message(checked, name):
    return next(result.message for result in checked.results if result.task.name == f"{name}_tests")


def test_each_kind_of_answer_is_told_apart(tmp_path):
    names = ("right", "wrong", "breaks", "stub", "half", "unparsable", "loops", "silent")
    notebook = answered(released(*names), right="return x + 1", wrong="return x - 1", breaks="return x / 0", unparsable="(", loops="while True: pass",
                        half="if x > 5: return x + 1\n    raise NotImplementedError", silent="return x")
    give_tests(notebook, "silent", "assert silent(1) == 2")
    checked = check(save(notebook, tmp_path / "set0.ipynb"), cell_seconds=2)
    assert states(checked) == {"right": "passed", "wrong": "failed", "breaks": "failed", "stub": "todo", "half": "todo", "unparsable": "failed",
                               "loops": "failed", "silent": "failed", "why": "empty"}
    assert message(checked, "wrong") == "wrong(1) is 2, yours is 0: add one"
    assert message(checked, "breaks") == "ZeroDivisionError: division by zero (line 2 of your cell: return x / 0)"
    assert "Your cell itself stops with SyntaxError" in message(checked, "unparsable") and "<" not in message(checked, "unparsable")
    assert "longer than 2 s" in message(checked, "loops") and "loops_tests ran longer" in checked.why
    assert message(checked, "silent") == "This does not hold: assert silent(1) == 2"
    assert [result.task.title for result in checked.results][:2] == ["1. Write right", "2. Write wrong"]


def test_parts_of_the_points_tests_that_are_all_hidden_and_texts(tmp_path):
    notebook = answered(released("part", "hidden", "nothing"), part="return 1", hidden="return 1", nothing="return x + 1", why="Because it is so.")
    give_tests(notebook, "part", "0.5")
    give_tests(notebook, "hidden", "# Tests run when this is graded.")
    give_tests(notebook, "nothing", "assert nothing(1) == 2\n'a text counts as all points, as nbgrader has it'")
    checked = check(save(notebook, tmp_path / "set0.ipynb"))
    assert states(checked) == {"part": "partly", "hidden": "unseen", "nothing": "passed", "why": "by_hand"}
    assert [result.score for result in checked.results] == [0.5, None, 2, None]
    shown = command.show(checked)
    assert "0.5 of 2 points" in shown and "all of its tests are hidden" in shown and "a person grades it (4 words)" in shown
    assert "1 of 2 tasks pass (2.5 of 4 points)" in shown


def test_a_notebook_that_ends_its_process_says_where_it_stopped(tmp_path):
    notebook = answered(released("first", "last", "after", by_hand=False), first="return x + 1", last="import os; os._exit(3)", after="return x + 1")
    checked = check(save(notebook, tmp_path / "set0.ipynb"))
    assert states(checked) == {"first": "passed", "last": "not_reached", "after": "not_reached"}
    assert "exit code 3" in command.show(checked)


def test_it_runs_from_top_to_bottom_with_the_files_beside_it_and_leaves_everything_as_it_was(tmp_path):
    notebook = answered(released("reads", "late", by_hand=False), reads="return int(open('data/one.txt').read()) + helper.one", late="return later + 1")
    notebook.cells.insert(1, new_code_cell("import helper\nopen('written.txt', 'w').write('x')"))
    notebook.cells.append(new_code_cell("later = 1"))
    path = save(notebook, tmp_path / "set0" / "set0.ipynb")
    (tmp_path / "set0" / "data").mkdir()
    (tmp_path / "set0" / "data" / "one.txt").write_text("1")
    (tmp_path / "set0" / "helper.py").write_text("one = 1")
    before, files = path.read_bytes(), sorted(tmp_path.rglob("*"))
    checked = check(path)
    assert states(checked) == {"reads": "passed", "late": "failed"} and "'later' is not defined" in message(checked, "late")
    assert path.read_bytes() == before and sorted(tmp_path.rglob("*")) == files


def test_what_would_go_wrong_when_it_is_handed_in_is_said_and_the_original_tests_run(tmp_path):
    original = released("edited", "gone", "twice", "retyped", "away")
    save(original, tmp_path / "exercises" / "set0" / "set0.ipynb")
    notebook = answered(original, edited="return 7", gone="return 7", twice="return 7", retyped="return 7")
    cell_of(notebook, "edited_tests").source = "assert True"
    notebook.cells.remove(cell_of(notebook, "gone_tests"))
    notebook.cells.remove(cell_of(notebook, "away"))
    notebook.cells.append(new_code_cell("def twice(x):\n    return x + 1", metadata=cell_of(notebook, "twice").metadata))
    notebook.cells.append(new_code_cell("pass", metadata=cell_of(notebook, "twice_tests").metadata))
    retyped = cell_of(notebook, "retyped_tests")
    notebook.cells[notebook.cells.index(retyped)] = new_markdown_cell("assert True", metadata=retyped.metadata)
    checked = check(save(notebook, tmp_path / "work" / "set0" / "set0.ipynb"))
    assert states(checked) == {"edited": "failed", "gone": "failed", "twice": "passed", "retyped": "failed", "away": "todo", "why": "empty"}
    warnings = "\n".join(checked.warnings)
    for expected in ("The tests edited_tests were edited. The original is used, here and when it is graded.", "The tests gone_tests are gone. They come back",
                     "The cell twice_tests is there 2 times.", "The cell twice is there 2 times. The last one counts",
                     "The cell retyped_tests was turned into text. It is graded as code.", "The cell for your answer away is gone."):
        assert expected in warnings
    assert "Before you hand in: The tests edited_tests" in command.show(checked, 200)


def test_without_the_released_notebook_the_checksum_tells_that_tests_were_edited(tmp_path):
    notebook = answered(released("task", by_hand=False), task="return 7")
    cell_of(notebook, "task_tests").source = "assert True"
    checked = check(save(notebook, tmp_path / "set0.ipynb"))
    assert checked.warnings == ("The tests task_tests were edited. When it is graded, the original is used.",)
    assert states(checked) == {"task": "edited"} and checked.results[0].score is None
    assert cli.main(["check", str(tmp_path / "set0.ipynb")]) == 1


def test_a_task_whose_tests_were_deleted_does_not_vanish(tmp_path):
    notebook = answered(released("one", "two", "three"), one="return x + 1", two="return x + 1", three="return x + 1")
    notebook.cells[0].source += "\n\nThree tasks and one in words, 9 points."
    path = save(notebook, tmp_path / "set0.ipynb")
    assert states(check(path)) == {"one": "passed", "two": "passed", "three": "passed", "why": "empty"} and not check(path).warnings
    without = copy.deepcopy(notebook)
    without.cells.remove(cell_of(without, "two_tests"))
    checked = check(save(without, path))
    assert list(states(checked).items()) == [("one", "passed"), ("task 2", "gone"), ("three", "passed"), ("why", "empty")]
    assert [(result.task.title, result.task.points) for result in checked.results][1] == ("2. Write two", 2) and "copy the cell" in checked.results[1].message
    shown = command.show(checked, 200)
    assert "2. Write two     2 points  its tests are not in this notebook" in shown and "2 of 3 tasks pass (4 of 6 points)" in shown
    assert cli.main(["check", str(path)]) == 1
    for rest, said in ((lambda name: not name.startswith("two"), "Task 2 is not in this notebook"), (lambda name: not name.startswith("why"), "speaks of 9 points, and its tasks have 6")):
        without = copy.deepcopy(notebook)
        without.cells = [cell for cell in without.cells if rest(cell.id)]
        assert any(said in warning for warning in check(save(without, path)).warnings)
    without = copy.deepcopy(notebook)
    del cell_of(without, "one").metadata["nbgrader"]
    without.cells[0].source = "# Set 0"
    (warning,) = check(save(without, path)).warnings
    assert "No cell before the tests of “1. Write one” is marked as your answer" in warning


@pytest.mark.parametrize("change, said", [
    (lambda cells: cells.append(cells.pop(3)), "another order"),
    (lambda cells: cells[3].metadata.clear(), "names of these cells are gone"),
    (lambda cells: [cell.metadata.clear() for cell in cells], "names of these cells are gone"),
    (lambda cells: cells.pop(1), None),
    (lambda cells: cells.append(new_code_cell("def one(x):\n    return 7", metadata=copy.deepcopy(cells[3].metadata))), "there 2 times"),
    (lambda cells: cells.pop(4), "The tests one_tests are gone"),
])
def test_with_the_released_notebook_at_hand_it_is_put_together_as_grading_does(tmp_path, change, said):
    original = released("one", "two", by_hand=False)
    original.cells[1].source = "seven = 7"
    save(original, tmp_path / "exercises" / "set0" / "set0.ipynb")
    notebook = answered(original, one="return x + seven - 6", two="return x")
    change(notebook.cells)
    checked = check(save(notebook, tmp_path / "work" / "set0" / "set0.ipynb"))
    assert [(result.task.title, result.state) for result in checked.results] == [("1. Write one", "failed" if said == "there 2 times" else "passed"), ("2. Write two", "failed")]
    assert said is None or any(said in warning for warning in checked.warnings)


def test_the_released_notebook_is_found_though_folder_or_file_have_other_names(tmp_path):
    original = released("task")
    given = save(original, tmp_path / "course" / "exercises" / "set0" / "set0.ipynb")
    inside = save(answered(original, task="return 1"), tmp_path / "course" / "mine" / "set0_final_ada.ipynb")
    away = save(answered(original, task="return 1"), tmp_path / "Downloads" / "set0.ipynb")
    cells = read(away)["cells"]
    assert released_version(inside, cells) == given and released_version(away, cells) is None
    assert released_version(away, cells, start=tmp_path / "course" / "mine") == given
    newer = released("task")
    give_tests(newer, "task", "assert task(1) == 2 and task(2) == 3")
    save(newer, given)
    assert released_version(away, cells, start=tmp_path / "course" / "mine") is None and released_version(inside, cells) == given
    assert "has to be called set0.ipynb" in check(inside).warnings[0]


def test_a_name_that_is_missing_is_told_with_the_one_that_is_there(tmp_path):
    notebook = answered(released("square_root", "late", "nobody", by_hand=False), late="pass")
    cell_of(notebook, "late").source = "later = 1"
    cell_of(notebook, "nobody").source = "# nothing"
    notebook.cells.append(new_code_cell("def late(x):\n    return x + 1"))
    cell_of(notebook, "square_root").source = "def squareroot(x):\n    return x + 1"
    checked = check(save(notebook, tmp_path / "set0.ipynb"))
    assert message(checked, "square_root") == "Nothing is called square_root, which the task asks for. Your cell defines squareroot."
    assert "further down" in message(checked, "late") and message(checked, "nobody") == "Nothing is called nobody, which the task asks for."


def test_own_cells_that_stop_are_said_and_the_rest_runs(tmp_path):
    notebook = answered(released("task", "other", by_hand=False), task="return x + 1", other="return float(input())")
    notebook.cells[1:1] = [new_code_cell("# first\nn = input('n? ')"), new_code_cell("while True: pass"), new_code_cell("sum = 3\nname = 'notes.txt'"),
                           new_code_cell("1 / 0", metadata={"tags": ["skip-execution"]})]
    give_tests(notebook, "task", "assert task(1) == 2 and sum([1]) == 1")
    (tmp_path / "notes.txt").write_text("x")
    (tmp_path / "unused.txt").write_text("x")
    checked = check(save(notebook, tmp_path / "set0.ipynb"), cell_seconds=1)
    warnings = "\n".join(checked.warnings)
    assert states(checked) == {"task": "passed", "other": "failed"} and "Nobody is there to answer input()" in message(checked, "other")
    assert "The cell that begins with `# first` stops with EOFError" in warnings and "Nobody is there" in warnings and "ZeroDivision" not in warnings
    assert "uses notes.txt: hand it in with it" in warnings and "unused" not in warnings
    assert checked.why.startswith("The cell that begins with `while True: pass` ran longer than 1 s and was interrupted.")


def test_a_folder_whose_notebook_has_lost_all_settings_is_not_passed_over_for_another(tmp_path):
    save(released("task"), tmp_path / "work" / "set0" / "set0.ipynb")
    stripped = released("task")
    for cell in stripped.cells:
        cell.metadata.clear()
    mine = save(stripped, tmp_path / "mine" / "set0" / "set0.ipynb")
    assert find("set0", tmp_path / "mine") == [mine]


def test_a_notebook_that_was_not_saved_is_noticed(tmp_path):
    path = save(released("task"), tmp_path / "set0.ipynb")
    checked = check(path)
    for seconds, said in ((5, "saved just now"), (61, "saved 1 minute ago"), (7300, "saved 2 hours ago"), (300_000, "saved 3 days ago")):
        os.utime(path, (time.time() - seconds,) * 2)
        assert command.show(checked, 200).splitlines()[0].endswith(said)
    assert "Nothing is answered in this file." in command.show(check(path), 200)
    save(answered(released("task"), task="return 1"), path)
    assert "Nothing is answered" not in command.show(check(path), 200)


def test_its_limits_are_those_of_grading():
    defaults = inspect.signature(check).parameters
    options = Options()
    assert (defaults["cell_seconds"].default, defaults["seconds"].default, defaults["memory"].default) == (options.cell_timeout, options.timeout, options.memory)
    assert LARGEST == notebook_json.LARGEST


def test_a_copy_of_an_older_version_is_said_to_be_one(tmp_path):
    notebook = answered(released("task", by_hand=False), task="return x + 1")
    newer = released("task", by_hand=False)
    give_tests(newer, "task", "assert task(1) == 2 and task(2) == 3")
    save(newer, tmp_path / "exercises" / "set0" / "set0.ipynb")
    checked = check(save(notebook, tmp_path / "work" / "set0" / "set0.ipynb"))
    assert states(checked) == {"task": "passed"} and "another version of this problem set" in checked.warnings[0]


def test_a_copy_of_the_file_would_not_be_graded(tmp_path):
    for name in ("set0-Copy1", "set0 (2)", "set0(1)"):
        checked = check(save(released("task"), tmp_path / f"{name}.ipynb"))
        assert "has to be called set0.ipynb" in checked.warnings[0]


def test_our_checksum_is_nbgraders():
    notebook = released("task")
    for cell in notebook.cells:
        if "nbgrader" in cell.metadata:
            assert checksum(cell) == compute_checksum(cell) and as_released(cell) is True
            cell.source += " "
            assert checksum(cell) == compute_checksum(cell) and as_released(cell) is False
            del cell.metadata.nbgrader["checksum"]
            assert as_released(cell) is None


def test_notebooks_are_found_by_file_folder_name_or_where_one_is(tmp_path):
    lab = save(released("task"), tmp_path / "work" / "set0" / "set0.ipynb")
    save(new_notebook(cells=[new_code_cell("1")]), tmp_path / "work" / "set0" / "scratch.ipynb")
    other = save(released("task"), tmp_path / "work" / "set1" / "set1.ipynb")
    only_released = save(released("task"), tmp_path / "exercises" / "set2" / "set2.ipynb")
    (tmp_path / "chapters").mkdir()
    assert find("set0", tmp_path) == find("set0", tmp_path / "chapters") == find("work/set0", tmp_path) == find("work/set0/set0.ipynb", tmp_path) == [lab]
    assert find(None, tmp_path) == find(None, tmp_path / "chapters") == [lab, other]
    assert find(None, tmp_path / "work" / "set1") == [other]
    assert find("set2", tmp_path) == [only_released]
    assert released_version(only_released) is None
    with pytest.raises(CannotCheck, match="There are: set0, set1, set2"):
        find("nonsense", tmp_path)
    shutil.rmtree(tmp_path / "work")
    with pytest.raises(CannotCheck, match="make lab"):
        find(None, tmp_path)


@pytest.mark.parametrize("content, said", [
    ("", "cut off"), ('{"cells": [', "cut off"), ("[]", "cut off"), ('{"cells": []}', "No cell"), ('{"cells": [{"source": "1"}]}', "cut off"),
    (nbformat.writes(new_notebook(cells=[new_code_cell("1")])), "No cell"),
    (nbformat.writes(released("task")).replace('"language": "python"', '"language": "R"'), "notebook for r"),
])
def test_what_cannot_be_checked_ends_with_code_2_and_says_why(tmp_path, content, said, capsys):
    (tmp_path / "set0.ipynb").write_text(content)
    assert cli.main(["check", str(tmp_path / "set0.ipynb")]) == 2
    assert said in capsys.readouterr().err
    assert cli.main(["check", str(tmp_path / "set0.ipynb"), "--json"]) == 2
    assert said in json.loads(capsys.readouterr().out)["error"]


def test_an_old_notebook_and_one_with_a_byte_order_mark_can_be_read(tmp_path):
    notebook = answered(released("task", by_hand=False), task="return x + 1")
    (tmp_path / "old.ipynb").write_text(nbformat.writes(nbformat.convert(copy.deepcopy(notebook), 3), version=3))
    (tmp_path / "marked.ipynb").write_bytes(b"\xef\xbb\xbf" + nbformat.writes(notebook).encode())
    for name in ("old", "marked"):
        assert states(check(tmp_path / f"{name}.ipynb")) == {"task": "passed"}


def test_the_exit_code_and_json_tell_the_truth(tmp_path, capsys):
    path = save(answered(released("one", "two"), one="return x + 1"), tmp_path / "set0.ipynb")
    assert cli.main(["check", str(path), "--json"]) == 1
    (notebook,) = json.loads(capsys.readouterr().out)["notebooks"]
    assert [(task["name"], task["state"], task["score"]) for task in notebook["tasks"]] == [("one_tests", "passed", 2), ("two_tests", "todo", 0), ("why", "empty", None)]
    save(answered(released("one", "two"), one="return x + 1", two="return x + 1"), path)
    assert cli.main(["check", str(path)]) == 0
    assert "The visible tests of all 2 tasks pass (4 points). When it is graded, hidden tests run as well" in " ".join(capsys.readouterr().out.split())


def test_a_terminal_without_the_signs_gets_words(tmp_path):
    path = save(answered(released("right", "wrong", "stub"), right="return x + 1", wrong="return x - 1"), tmp_path / "set0.ipynb")
    done = dlkit("check", path, PYTHONIOENCODING="ascii")
    marks = [line.split()[0] for line in done.stdout.splitlines() if " points" in line and line[0] not in " T"]
    assert done.returncode == 1 and marks == ["ok", "FAIL", "-", "-"] and done.stdout.isascii()


def test_problem_set_1_as_a_student_has_it(tmp_path):
    (tmp_path / "exercises").symlink_to(Path(__file__).parents[2] / "exercises")
    copy_exercises(tmp_path)
    (path,) = find(SET, tmp_path)
    assert path == tmp_path / "work" / SET / f"{SET}.ipynb"
    checked = check(path)
    found = tasks_of(problem_sets.solution(SET))
    assert [result.state for result in checked.results] == ["empty" if task.by_hand else "todo" for task in found] and not checked.warnings
    answers = {task.name: answer_file(task, f"right/{sorted(answer_file(task, 'right/x').parent.glob('*'))[0].stem}").read_text(encoding="utf-8") for task in found}
    answers["softmax_gradient"] = answer_file(found[6], "wrong/missing_mean").read_text(encoding="utf-8")
    save(fill(nbformat.read(path, 4), answers), path)
    checked = check(path)
    assert [result.state for result in checked.results] == ["failed" if task.name == "softmax_gradient" else "by_hand" if task.by_hand else "passed" for task in found]
    assert "n times too large" in message(checked, "softmax_gradient")
    assert [result.task.points for result in checked.results] == [task.points for task in found]
    assert tasks(nbformat.read(path, 4).cells)[0].title == "1. Gaussian maximum likelihood with variance"
