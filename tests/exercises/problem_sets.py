"""The problem sets in solutions/, the answers to them in mutants/, and what an answer scores."""

from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbgrader.preprocessors import ClearHiddenTests
from nbgrader.utils import determine_grade

from tools.submission import fill, tasks

ROOT = Path(__file__).parents[2]
MUTANTS = Path(__file__).parent / "mutants"
NAMES = sorted(path.stem for path in ROOT.glob("solutions/*/*.ipynb") if path.stem == path.parent.name)


def solution(name):
    """The instructor's notebook of a problem set."""
    return nbformat.read(ROOT / "solutions" / name / f"{name}.ipynb", as_version=4)


def tested(notebook):
    """The tasks that tests grade, in order: all but those graded by hand."""
    return [task for task in tasks(notebook) if not task.by_hand]


@dataclass(frozen=True)
class Answer:
    """One file of mutants/SET/TASK/{right,wrong}/: a solution cell, below a comment that says what is in it.

    The second line of a wrong one tells what catches it: `# message:` a part of the visible test's message,
    `# hidden:` a part of the hidden tests', which then are the only ones to catch it.
    """

    path: Path

    @property
    def problem_set(self):
        return self.path.parts[-4]

    @property
    def task(self):
        return self.path.parts[-3]

    @property
    def source(self):
        return self.path.read_text(encoding="utf-8")

    @property
    def caught_by(self):
        """("message" or "hidden", the part of the message), from the second line."""
        kind, _, fragment = self.source.splitlines()[1].removeprefix("# ").partition(": ")
        return kind, fragment

    def __str__(self):
        return f"{self.problem_set}-{self.task}-{self.path.stem}"


def answers(kind):
    """All answers of a kind, "right" or "wrong"."""
    return [Answer(path) for path in sorted(MUTANTS.glob(f"*/*/{kind}/*.py"))]


def visible(cell):
    """The source of a test cell without its hidden tests, as nbgrader releases it."""
    return ClearHiddenTests().preprocess_cell(cell.copy(), {}, 0)[0].source


def grade(warm, notebook, answers, visible_of=None):
    """Scores {task: points} and outputs {cell id: outputs} of the notebook with these answers, {task: source}.

    Tasks graded by hand have no score here. The cells run in order and are scored by nbgrader's determine_grade, as nbgrader autograde does it. With
    `visible_of`, a task's name, the visible part of its tests runs first, as the cell "visible".
    """
    notebook = fill(notebook, answers)
    found, cells = tested(notebook), {}
    by_grade_id = {task.tests: task for task in found}
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        task = by_grade_id.get(cell.metadata.get("nbgrader", {}).get("grade_id"))
        if task is not None and task.name == visible_of:
            cells["visible"] = visible(cell)
        cells[cell.id] = cell.source
    outputs = warm.run(cells)
    scores = {}
    for cell in notebook.cells:
        task = by_grade_id.get(cell.metadata.get("nbgrader", {}).get("grade_id"))
        if task is not None:
            cell.outputs = [nbformat.from_dict(output) for output in outputs[cell.id]]
            scores[task.name] = determine_grade(cell)[0]
    return scores, outputs


def error(outputs):
    """The error among a cell's outputs as "Name: message", or ""."""
    return next((f"{output['ename']}: {output['evalue']}" for output in outputs if output["output_type"] == "error"), "")
