"""How each task of a notebook stands after a run, and what there is to say about it."""

import ast
import difflib
import re
from dataclasses import dataclass

from dlkit.grading.instructor.checksum import as_released
from dlkit.grading.instructor.tasks import is_test

STATES = {
    "passed": "the visible tests pass",
    "partly": "the visible tests give a part of the points",
    "failed": "a visible test fails",
    "todo": "not done yet",
    "not_reached": "the notebook stopped before",
    "edited": "its tests were edited, so that they say nothing",
    "gone": "its tests are not in this notebook",
    "unseen": "all of its tests are hidden",
    "by_hand": "a person grades it",
    "empty": "a person grades it, and there is no answer yet",
}
WRONG = {"partly", "failed", "todo", "not_reached", "edited", "gone"}


@dataclass(frozen=True)
class Result:
    """How one task stands: a key of STATES, the points of its visible tests where there are some, what there is to say."""

    task: object
    state: str
    score: float | None = None
    message: str = ""


def result(task, cells, ran):
    """The Result of a task; `cells` are all of the notebook's by name, `ran` is what the run gave."""
    cell, done = cells[task.name], ran["cells"].get(task.name)
    untouched = [as_released(cells[name]) for name in task.solutions if name in cells]
    unanswered = bool(untouched) and all(untouched)
    if task.by_hand:
        return Result(task, "empty" if unanswered else "by_hand", message="" if unanswered else _amount(cells, task))
    if done is None:
        return Result(task, "todo" if unanswered else "not_reached")
    if not ast.parse(cell["source"] if done["error"] is None else "0").body:
        return Result(task, "todo" if unanswered else "unseen")
    if done["error"] is None:
        score = _score(done, task)
        state = "edited" if as_released(cell) is False else "passed" if score >= task.points else "partly"
        return Result(task, state, None if state == "edited" else score)
    if unanswered or done["error"][0] == "NotImplementedError":
        return Result(task, "todo", 0.0)
    return Result(task, "failed", 0.0, _message(task, cells, done, ran["cells"]))


def _amount(cells, task):
    words = sum(len(cells[name]["source"].split()) for name in task.solutions if name in cells)
    return f"{words} words" if words else ""


def _score(done, task):
    """The points that a test returned; all of them where it returned nothing that is a number, as nbgrader has it."""
    for output in done["outputs"]:
        if output["output_type"] == "execute_result":
            try:
                return float(output["data"]["text/plain"])
            except ValueError:
                return task.points
    return task.points


def _message(task, cells, done, results):
    """What a failing test says, and where in the student's cell it happened."""
    for name in task.solutions:
        if (answer := results.get(name)) and answer["error"]:
            return f"Your cell itself stops with {': '.join(filter(None, answer['error']))}".replace(f"<{name}>, ", "")
    name, message = done["error"]
    frames = [re.match(r"(.*), line (\d+)(?:, in .*)?\n\s*(.*)", entry) for entry in done["outputs"][-1]["traceback"]]
    frames = [frame.groups() for frame in frames if frame]
    if name == "AssertionError":
        return message or f"This does not hold: {frames[-1][2] if frames else '(unknown)'}"
    own = [frame for frame in frames if frame[0].strip("<>") in task.solutions]
    if name == "NameError" and not own and (missing := re.match(r"name '(\w+)' is not defined", message)):
        return _undefined(missing[1], task, cells)
    where = f" (line {own[-1][1]} of your cell: {own[-1][2]})" if own else ""
    if name == "Timeout":
        return f"{message}{where}"
    return (f"{name}: {message}{where}" if message else f"{name}{where}") + (" Nobody is there to answer input()." if name == "EOFError" else "")


def _undefined(name, task, cells):
    """The test asks for a name that is not there: was it written otherwise, or comes it too late?"""
    before = True
    for key, cell in cells.items():
        before = before and key != task.name
        if not before and not is_test(cell) and cell["cell_type"] == "code" and name in _defined(cell):
            return f"{name} is not defined yet: it is in a cell further down, and cells run from top to bottom."
    own = [known for solution in task.solutions if solution in cells for known in _defined(cells[solution])]
    near = difflib.get_close_matches(name, own, 1, 0.5)
    return f"Nothing is called {name}, which the task asks for." + (f" Your cell defines {near[0] if near else ', '.join(own)}." if own else "")


def _defined(cell):
    """The functions, classes and variables that a cell defines for others."""
    try:
        body = ast.parse(cell["source"]).body
    except SyntaxError:
        return []
    named = [node.name for node in body if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))]
    return named + [node.id for part in body if isinstance(part, (ast.Assign, ast.AnnAssign)) for node in ast.walk(part) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)]
