"""dlkit.grading.intake.rebuild: honest notebooks become what nbgrader makes of them; nothing a student does changes the instructor's cells."""

import copy
import json
import random

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell
from nbgrader.converters.autograde import Autograde
from nbgrader.utils import determine_grade

from dlkit.grading.instructor.template import grade_id
from dlkit.grading.intake.rebuild import rebuild
from dlkit.grading.intake.repair import read_notebook
from tests.grading.small_course import cell_named


def rebuilt(template, notebook):
    """The rebuilt notebook and all notes."""
    cells, mended = read_notebook(nbformat.writes(notebook).encode() if not isinstance(notebook, bytes) else notebook)
    found, notes = rebuild(template, cells)
    assert rebuild(template, cells)[0] == found  # nbformat would mend a second id by a random one
    nbformat.validate(found)
    return found, mended + notes


def sources(notebook):
    return [cell.source for cell in notebook.cells]


def instructors(notebook):
    """The instructor's cells, all but the answers' sources, which must come out alike whatever was handed in."""
    return [(grade_id(cell), cell.cell_type, dict(cell.metadata), cell.source if not cell.metadata.nbgrader.solution else None)
            for cell in notebook.cells if grade_id(cell)]


def sanitized(small, notebook, name, assignment="lab"):
    """What nbgrader's own autograder makes of a submission before it runs it."""
    notebook = copy.deepcopy(notebook)
    resources = {"nbgrader": {"notebook": name, "assignment": assignment, "student": "x", "db_url": f"sqlite:///{small.folder}/gradebook.db"}}
    for preprocessor in Autograde().sanitize_preprocessors[:-1]:  # the last one only checks, and fails where a cell is there twice
        notebook, resources = preprocessor().preprocess(notebook, resources)
    return notebook


def same(ours, nbgraders):
    """Whether two notebooks have the same cells, nbgrader's settings and attachments included."""
    def described(notebook):
        return [(cell.cell_type, cell.source, cell.get("id"), cell.metadata.get("nbgrader"), cell.get("attachments"), cell.get("outputs")) for cell in notebook.cells]

    assert described(ours) == described(nbgraders)
    assert ours.metadata.kernelspec == nbgraders.metadata.kernelspec


def extra(notebook):
    """Helpers above and below, changed plain cells, a deleted text."""
    notebook.cells.insert(0, new_code_cell("import os", id="top"))
    notebook.cells.insert(4, new_code_cell("def helper(): return 3", id="helper"))
    notebook.cells.insert(7, new_markdown_cell("My thoughts", id="thoughts"))
    notebook.cells.append(new_code_cell("print('the end')", id="bottom"))
    cell_named(notebook, "setup").source += "\nimport random"
    cell_named(notebook, "title").source = "# My lab"
    notebook.cells.remove(cell_named(notebook, "end"))


def pasted(notebook):
    cell_named(notebook, "why").source = "![](attachment:a.png)"
    cell_named(notebook, "why").attachments = {"a.png": {"image/png": "iVBORw0KGgo="}}


def run_before(notebook):
    for number, cell in enumerate(notebook.cells):
        if cell.cell_type == "code":
            cell.execution_count, cell.outputs = number, [nbformat.v4.new_output("stream", text="hello")]


HONEST = {"as it is": lambda notebook: None, "with cells of one's own": extra, "with a picture": pasted, "run before": run_before,
          "a solution twice": lambda notebook: notebook.cells.insert(3, nbformat.from_dict({**cell_named(notebook, "square"), "id": "copy"}))}


@pytest.mark.parametrize("change", HONEST)
@pytest.mark.parametrize("which", ["solved", "released"])
def test_an_honest_notebook_becomes_what_nbgrader_makes_of_it(small, lab, which, change):
    notebook = getattr(small, which)()
    HONEST[change](notebook)
    ours, notes = rebuilt(lab.notebooks["lab"], notebook)
    theirs = sanitized(small, notebook, "lab")
    if change == "a solution twice":
        del theirs.cells[3].metadata["nbgrader"]
    same(ours, theirs)
    assert notes == (["Cell square was there 2 times; the last one counts."] if change == "a solution twice" else [])
    for name in ("why", "sketch"):
        assert determine_grade(cell_named(ours, name))[0] == (None if which == "solved" or change == "with a picture" and name == "why" else 0)


def test_a_notebook_with_a_task_becomes_what_nbgrader_makes_of_it(small, two):
    notebook = small.solved("two", "essay")
    cell_named(notebook, "below").source = "My drawing."
    notebook.cells.append(new_code_cell("draw = 1", id="drawn"))
    ours, notes = rebuilt(two.notebooks["essay"], notebook)
    same(ours, sanitized(small, notebook, "essay", "two"))
    assert notes == []


def edit(name, **changes):
    """A change of a cell's fields."""
    return lambda notebook: cell_named(notebook, name).update(changes)


def setting(name, **changes):
    """A change of nbgrader's settings of a cell."""
    return lambda notebook: cell_named(notebook, name).metadata.nbgrader.update(changes)


def delete(*names):
    return lambda notebook: [notebook.cells.remove(cell_named(notebook, name)) for name in names]


def duplicate(name, source=None, at=0):
    def change(notebook):
        twin = copy.deepcopy(cell_named(notebook, name))
        twin.id, twin.source = "twin", source or twin.source
        notebook.cells.insert(at, twin)
    return change


def swap(first, second, what="place"):
    def change(notebook):
        one, other = cell_named(notebook, first), cell_named(notebook, second)
        if what == "names":
            one.metadata.nbgrader.grade_id, other.metadata.nbgrader.grade_id = second, first
        else:
            here, there = notebook.cells.index(one), notebook.cells.index(other)
            notebook.cells[here], notebook.cells[there] = other, one
    return change


def retype(name, kind):
    def change(notebook):
        cell = cell_named(notebook, name)
        cell.cell_type = kind
        for key in ("outputs", "execution_count"):
            cell.pop(key, None)
        if kind == "code":
            cell.update(outputs=[], execution_count=None)
    return change


def strip(name, identity=False):
    def change(notebook):
        cell = cell_named(notebook, name)
        cell.metadata = nbformat.from_dict({})
        if identity:
            cell.id = f"new-{cell.id}"
    return change


def several(*changes):
    return lambda notebook: [change(notebook) for change in changes]


BROKEN = {
    "a test deleted": (delete("square_tests"), "The test square_tests was missing and was put back."),
    "all tests deleted": (delete("square_tests", "half_tests"), "The test half_tests was missing"),
    "a locked cell deleted": (delete("given"), "Cell given was missing"),
    "a test edited": (edit("square_tests", source="pass"), "The test square_tests had been edited"),
    "a test emptied": (edit("half_tests", source=""), "The test half_tests had been edited"),
    "a locked cell edited": (edit("given", source="given = 1"), "Cell given had been edited"),
    "a test twice": (duplicate("square_tests"), "Cell square_tests was there 2 times"),
    "a test twice, edited": (duplicate("square_tests", "2", -1), "Cell square_tests was there 2 times"),
    "a test as text": (retype("square_tests", "markdown"), "Cell square_tests had become markdown"),
    "a test as raw": (retype("half_tests", "raw"), "Cell half_tests had become raw"),
    "a solution as text": (retype("square", "markdown"), "Cell square had become markdown; it was taken as code again"),
    "an answer as code": (retype("why", "code"), "Cell why had become code; it was taken as markdown again"),
    "a test renumbered": (setting("square_tests", grade_id="square_tests2"), "Cell square_tests had lost its name"),
    "a test's name emptied": (setting("square_tests", grade_id=""), "Cell square_tests had lost its name"),
    "a test's name a list": (setting("square_tests", grade_id=["square_tests"]), "Cell square_tests had lost its name"),
    "a test's name a number": (setting("square_tests", grade_id=5), "Cell square_tests had lost its name"),
    "tests swapped by place": (swap("square_tests", "half_tests"), "another order"),
    "tests swapped by name": (swap("square_tests", "half_tests", "names"), "had been edited"),
    "a test before its solution": (swap("square_tests", "square"), "another order"),
    "points": (setting("square_tests", points=100), "settings of cell square_tests had been edited (points)"),
    "points of no type": (setting("square_tests", points="many"), "(points)"),
    "points not a number": (setting("square_tests", points=float("nan")), "(points)"),
    "points a list": (setting("half_tests", points=[1, {}]), "(points)"),
    "a test no longer graded": (setting("square_tests", grade=False, locked=False), "(grade, locked)"),
    "a test made a solution": (setting("square_tests", solution=True), "(solution)"),
    "a solution made a test": (setting("square", grade=True, points=50), "(grade, points)"),
    "a solution locked": (setting("square", locked=True, solution=False), "(solution, locked)"),
    "a cell made a task": (setting("why", task=True), "(task)"),
    "schema 1": (setting("square_tests", schema_version=1), None),
    "schema 2": (setting("square", schema_version=2), None),
    "schema 99": (setting("square", schema_version=99), None),
    "schema a word": (setting("square", schema_version="three"), None),
    "a false checksum": (setting("why", checksum="0" * 32), None),
    "settings lost": (strip("square"), "Cell square had lost its name"),
    "settings of a test lost": (strip("square_tests"), "Cell square_tests had lost its name"),
    "settings and id lost": (strip("square", True), "Cell square had lost its name"),
    "settings and id of a test lost": (strip("square_tests", True), "Cell square_tests had lost its name"),
    "settings and id of an answer lost": (strip("why", True), "Cell why had lost its name"),
    "all settings lost": (several(*map(strip, ("square", "square_tests", "given", "half", "half_tests", "why", "sketch"))), "Cell half had lost its name"),
    "all settings and ids lost": (several(*(strip(name, True) for name in ("square", "square_tests", "given", "half", "half_tests", "why", "sketch"))), "Cell half had lost its name"),
    "a cell of an unknown name": (lambda notebook: notebook.cells.insert(2, new_code_cell("z = 1", metadata=copy.deepcopy(cell_named(notebook, "square_tests").metadata) | {"nbgrader": {"grade_id": "bonus", "grade": True, "points": 100, "solution": False, "locked": True}})), "unknown name bonus"),
    "one id for all cells": (lambda notebook: [cell.update(id="same") for cell in notebook.cells], None),
    "ids that are none": (lambda notebook: [cell.update(id=f"<{number}>\n") for number, cell in enumerate(notebook.cells)], None),
}
GOOD = {"square": "def square(x):\n    return x * x", "half": "def half(x):\n    return x / 2", "why": "Because I thought about it.", "sketch": "sketch = numbers[:2]"}


@pytest.mark.parametrize("name", BROKEN)
def test_the_instructors_cells_come_out_alike_and_the_answers_are_kept(small, lab, name):
    change, note = BROKEN[name]
    template = lab.notebooks["lab"]
    whole, _ = rebuilt(template, small.solved())
    notebook = small.solved()
    change(notebook)
    found, notes = rebuilt(template, json.dumps(notebook).encode())
    assert instructors(found) == instructors(whole)
    assert {key: cell_named(found, key).source for key in GOOD} == GOOD
    assert (notes == []) if note is None else note in " ".join(notes)
    assert len(notes) < 12


def test_a_deleted_answer_is_the_released_stub_and_does_not_replace_what_stands_in_its_place(small, lab):
    notebook = small.solved()
    place = notebook.cells.index(cell_named(notebook, "square"))
    delete("square")(notebook)
    notebook.cells[place:place] = [new_code_cell("def square(x): return x ** 2"), new_code_cell("def other(): pass")]
    found, notes = rebuilt(lab.notebooks["lab"], notebook)
    order = sources(found)
    stub = order.index(cell_named(small.released(), "square").source)
    assert stub < order.index("def square(x): return x ** 2") < order.index(cell_named(found, "square_tests").source)
    assert "The answer square was missing; the released cell stands in its place." in notes


def test_a_missing_test_comes_after_what_stands_in_its_place(small, lab):
    notebook = small.solved()
    place = notebook.cells.index(cell_named(notebook, "square_tests"))
    notebook.cells.insert(place, new_code_cell("def helper(): pass"))
    delete("square_tests")(notebook)
    order = sources(rebuilt(lab.notebooks["lab"], notebook)[0])
    template = cell_named(lab.notebooks["lab"], "square_tests").source
    assert order.index("def helper(): pass") + 1 == order.index(template)


@pytest.mark.parametrize("keep_ids", [True, False])
def test_deleted_code_of_the_instructor_is_put_back_once(small, lab, keep_ids):
    notebook = small.solved()
    delete("setup", "use", "title")(notebook)
    if not keep_ids:
        notebook.nbformat_minor = 4
        for cell in notebook.cells:
            del cell["id"]
    found, notes = rebuilt(lab.notebooks["lab"], notebook)
    assert [cell.source for cell in found.cells if cell.cell_type == "code"] == [cell.source for cell in rebuilt(lab.notebooks["lab"], small.solved())[0].cells if cell.cell_type == "code"]
    assert sum("was put back" in note for note in notes) == 2 and "# Lab" not in sources(found)


def test_changed_code_of_the_instructor_is_not_doubled_where_cells_have_no_ids(small, lab):
    notebook = small.solved()
    cell_named(notebook, "setup").source += "\nimport random"
    notebook.nbformat_minor = 4
    for cell in notebook.cells:
        del cell["id"]
    found, notes = rebuilt(lab.notebooks["lab"], notebook)
    assert sources(found) == sources(notebook)[:3] + sources(found)[3:] and len(found.cells) == len(notebook.cells) and notes == []


def test_a_cell_is_known_by_its_id_where_nothing_else_is_left_of_it(small, lab):
    notebook = small.solved()
    strip("square")(notebook)
    place = notebook.cells.index(cell_named(notebook, "square-cell"))
    notebook.cells[place:place] = [new_code_cell("first = 1"), new_code_cell("second = 2")]
    cell_named(notebook, "use").source = "nothing_of_what_was_there = 1"
    found, _ = rebuilt(lab.notebooks["lab"], notebook)
    assert cell_named(found, "square").source == GOOD["square"] and len(found.cells) == len(notebook.cells)
    assert cell_named(small.released(), "use").source not in sources(found)


def test_a_stub_elsewhere_is_not_taken_for_the_answer(small, lab):
    notebook = small.solved()
    strip("why", identity=True)(notebook)
    notebook.cells.insert(0, new_markdown_cell("YOUR ANSWER HERE"))
    assert cell_named(rebuilt(lab.notebooks["lab"], notebook)[0], "why").source == GOOD["why"]


def test_of_several_nameless_cells_none_is_taken_for_the_answer(small, lab):
    notebook = small.solved()
    strip("square", identity=True)(notebook)
    place = notebook.cells.index(cell_named(notebook, "new-square-cell"))
    notebook.cells.insert(place, new_code_cell("helper = 1"))
    found, _ = rebuilt(lab.notebooks["lab"], notebook)
    assert "raise NotImplementedError" in cell_named(found, "square").source
    assert sources(found).index(GOOD["square"]) < found.cells.index(cell_named(found, "square_tests"))


@pytest.mark.parametrize("mine", ["numbers = [1]", "import math\nnumbers = [1]"])
def test_replaced_code_of_the_instructor_runs_before_what_replaced_it(small, lab, mine):
    notebook = small.solved()
    cell_named(notebook, "setup").update(source=mine, id="mine")
    order = sources(rebuilt(lab.notebooks["lab"], notebook)[0])
    assert order.index(cell_named(small.released(), "setup").source) < order.index(mine)


def test_where_the_instructors_cells_have_no_ids_none_is_recognised_by_its_id(small, lab):
    template = copy.deepcopy(lab.notebooks["lab"])
    for cell in template.cells:
        del cell["id"]
    del template.cells[0]
    notebook = small.solved()
    delete("setup")(notebook)
    notebook.cells.append(new_code_cell("mine = 1"))
    notebook.nbformat_minor = 4
    for cell in notebook.cells:
        del cell["id"]
    order = sources(rebuilt(template, notebook)[0])
    assert order.index(cell_named(small.released(), "setup").source) < order.index(GOOD["square"]) < order.index("mine = 1")


def test_a_plain_cell_that_was_moved_stays_where_the_student_put_it(small, lab):
    notebook = small.solved()
    cell = cell_named(notebook, "use")
    notebook.cells.remove(cell)
    notebook.cells.append(cell)
    found, notes = rebuilt(lab.notebooks["lab"], notebook)
    assert sources(found)[-1] == cell.source and sources(found).count(cell.source) == 1 and notes == []


def test_what_was_done_to_the_students_own_cells_is_not_kept_but_for_their_tags(small, lab):
    notebook = small.solved()
    notebook.cells.append({"cell_type": "code", "source": "x = 1", "metadata": {"tags": ["skip-execution", 5, "a,b", "", "\ud800", "skip-execution"], "deletable": False}})
    found, _ = rebuilt(lab.notebooks["lab"], json.dumps(notebook).encode())
    assert dict(found.cells[-1].metadata) == {"tags": ["skip-execution"]}


def test_what_a_student_wrote_as_text_can_run_nothing_in_a_graders_browser(small, lab):
    notebook, evil = small.solved(), "<script>alert(1)</script>"
    cell_named(notebook, "why").source = evil
    cell_named(notebook, "title").source = f"# Lab {evil}"
    notebook.cells += [new_markdown_cell(evil), nbformat.v4.new_raw_cell(evil)]
    cell_named(notebook, "square").source += f"  # {evil}"
    found, _ = rebuilt(lab.notebooks["lab"], notebook)
    assert {cell.cell_type for cell in found.cells if evil in cell.source} == {"code"}
    assert sum("< script>" in cell.source for cell in found.cells) == 4


def test_pictures_stay_in_texts_and_go_with_what_has_become_code_again(small, lab):
    notebook = small.solved()
    retype("square", "markdown")(notebook)
    for name in ("square", "why"):
        cell_named(notebook, name).attachments = {"a.png": {"image/png": "iVBORw0KGgo="}}
    found, _ = rebuilt(lab.notebooks["lab"], notebook)
    assert "attachments" not in cell_named(found, "square") and "a.png" in cell_named(found, "why").attachments


def test_a_cell_of_ones_own_stays_after_the_plain_cell_that_it_stood_after(small, lab):
    notebook = small.solved()
    notebook.cells.insert(notebook.cells.index(cell_named(notebook, "use")) + 1, new_code_cell("mine = area"))
    order = sources(rebuilt(lab.notebooks["lab"], notebook)[0])
    assert order.index("mine = area") == order.index(cell_named(notebook, "use").source) + 1


def test_an_empty_cell_beside_a_nameless_answer_does_not_hide_it(small, lab):
    notebook = small.solved()
    strip("square", identity=True)(notebook)
    notebook.cells.insert(notebook.cells.index(cell_named(notebook, "new-square-cell")), new_code_cell("  "))
    assert cell_named(rebuilt(lab.notebooks["lab"], notebook)[0], "square").source == GOOD["square"]


def test_an_empty_notebook_is_the_instructors(small, lab):
    found, notes = rebuilt(lab.notebooks["lab"], b'{"cells": [{"cell_type": "code", "source": "1"}]}')
    whole, _ = rebuilt(lab.notebooks["lab"], small.released())
    assert instructors(found) == instructors(whole)
    assert [cell.source for cell in found.cells if grade_id(cell)] == [cell.source for cell in whole.cells if grade_id(cell)]


def test_any_mixture_of_broken_cells_leaves_the_instructors_alike(small, lab):
    template = lab.notebooks["lab"]
    whole, _ = rebuilt(template, small.solved())
    random_ = random.Random(6)
    for _ in range(300):
        notebook = small.solved()
        for name in random_.sample(list(BROKEN), 5):
            try:
                BROKEN[name][0](notebook)
            except (StopIteration, AttributeError, KeyError):
                continue  # what it changes is gone already
        random_.shuffle(notebook.cells) if random_.random() < 0.3 else None
        del notebook.cells[random_.randrange(len(notebook.cells))]
        found, _ = rebuilt(template, json.dumps(notebook).encode())
        assert instructors(found) == instructors(whole)
