"""What a student is told in plain words: how the grading went on top of the notebook, each test's message above the test."""

import html
import re

from nbformat.v4 import new_markdown_cell
from nbgrader.preprocessors import NbGraderPreprocessor

from dlkit.grading.instructor.tasks import is_test, settings, tasks

ANSI = re.compile(r"\x1b\[[0-9;]*m")
SENTENCES = {
    "graded": "",
    "partial": "A part of your submission could not be graded.",
    "timeout": "Your notebook took longer than it may. What had run before counts; a test that did not run gives no points.",
    "memory": "Your notebook used more memory than it may. What had run before counts; a test that did not run gives no points.",
    "killed": "Your notebook was stopped in the middle. What had run before counts; a test that did not run gives no points.",
    "crashed": "Your notebook ended in the middle of a cell. What had run before counts; a test that did not run gives no points.",
    "tampered": "Your notebook changed something that the tests rely on, and was stopped there. Your teacher will look at it.",
    "malformed": "Your submission has no notebook that can be read.",
    "missing": "Nothing of yours was found when this was graded.",
    "internal_error": "The grading itself failed, which is no fault of yours. Your teacher will grade it again.",
}
STYLE = """<style>
.dlkit-note { background: #eef3fd; border-left: 4px solid #1f57e2; border-radius: 4px; color: #1a1f27; line-height: 1.5; margin: 0 0 .5em; padding: .7em 1em; }
.dlkit-note.dlkit-full { background: #eaf7f3; border-color: #149a81; }
.dlkit-note.dlkit-none { background: #fdf1e9; border-color: #e26312; }
.dlkit-note ul { margin: .4em 0 0; padding-left: 1.4em; }
.dlkit-note pre { background: none; border: 0; color: inherit; font: inherit; margin: .3em 0 0; overflow-wrap: anywhere; padding: 0; white-space: pre-wrap; word-break: normal; }
</style>"""


class Explain(NbGraderPreprocessor):
    """Add the notes; runs after GetGrades and HideTests. `outcome` is the student's, None where dlkit grade has not run."""

    outcome = None

    def preprocess(self, nb, resources):
        """The notebook with a note on top, and one above each test."""
        found = {task.name: task for task in tasks(nb.cells)}
        cells = [_cell("top", STYLE + self._top(found))]
        for cell in nb.cells:
            if is_test(cell) and settings(cell)["grade_id"] in found:
                cells.append(_cell(f"above-{len(cells)}", _above(cell, found[settings(cell)["grade_id"]])))
            cells.append(cell)
        nb.cells = cells
        return nb, resources

    def _top(self, found):
        outcome = self.outcome
        parts, notes = [], list(outcome.notes) if outcome else []
        if outcome and SENTENCES[outcome.outcome]:
            parts.append(f"<b>{SENTENCES[outcome.outcome]}</b>" + (f" What was seen: {_text(outcome.why)}." if outcome.why else ""))
        if waiting := [task.title for task in found.values() if task.by_hand and outcome and outcome.needs_manual]:
            parts.append(f"A person grades {_text(', '.join(waiting))}; the score changes if that has not been done yet.")
        if notes:
            parts.append("What was noticed when it was taken in:<ul>" + "".join(f"<li>{_text(note)}</li>" for note in notes) + "</ul>")
        return f'<div class="dlkit-note tex2jax_ignore">{"<br>".join(parts)}</div>' if parts else ""


def _above(cell, task):
    """The note above a test: its points, and what it says."""
    of = settings(cell)
    score, points = float(of.get("score") or 0), float(of.get("points") or task.points)
    kind = "full" if score >= points else "none" if score <= 0 else "part"
    head = f"<b>{_text(task.title)}: {score:g} of {points:g} point{'' if points == 1 else 's'}.</b>"
    message = message_of(cell)
    if message and kind != "full":
        head += f"<pre>{_text(message)}</pre>"
    elif kind == "full":
        head += " All tests pass."
    return f'<div class="dlkit-note dlkit-{kind} tex2jax_ignore">{head}</div>'


def message_of(cell):
    """What a graded test says: the message of its error, or "" where there is none."""
    errors = [output for output in cell.get("outputs", ()) if output["output_type"] == "error"]
    if not errors:
        return ""
    name, message = errors[-1].get("ename", ""), ANSI.sub("", errors[-1].get("evalue", "")).strip()
    if name == "NotImplementedError":
        return "This is not done yet: the line that raises NotImplementedError is still there."
    if name == "AssertionError":
        return message or "A test does not hold. It has no message of its own."
    return f"{name}: {message}" if message else name


def _cell(name, source):
    cell = new_markdown_cell(source)
    cell["id"] = f"dlkit-{name}"  # nbformat's would be another each time
    return cell


def _text(text):
    """Text for HTML within Markdown: an empty line would end the HTML there."""
    return html.escape(text).replace("\n", "<br>")
