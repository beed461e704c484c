"""What a student is told in plain words: on top the points of every task and why, above each test what it says."""

import html
import re
from urllib.parse import quote

from nbformat.v4 import new_markdown_cell
from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor

from dlkit.grading.feedback.sentences import SENTENCES, STYLE
from dlkit.grading.instructor.tasks import is_test, settings, tasks

ANSI = re.compile(r"\x1b\[[0-9;]*m")
UNDEFINED = re.compile(r"name '(\w+)' is not defined")
ABOVE = "above-"  # what the id of the note above a test begins with; nbgrader's page gives the cell its own
SHORT = 240  # characters of a message in the table on top; the whole stands above the test


class Explain(NbGraderPreprocessor):
    """Add the notes; runs after GetGrades and HideTests. `outcome` is the student's, None where dlkit grade has not run."""

    outcome = None

    def preprocess(self, nb, resources):
        """The notebook with a table on top, and a note above each test."""
        found, graded = tasks(nb.cells), {settings(cell).get("grade_id"): cell for cell in nb.cells if settings(cell)}
        waiting = _waiting(resources["nbgrader"])
        cells = [_cell("top", STYLE + self._ending() + _table(found, graded, waiting) + self._notes())]
        by_name = {task.name: task for task in found}
        for name in waiting & set(graded):
            settings(graded[name])["waits"] = True
        for cell in nb.cells:
            if is_test(cell) and settings(cell)["grade_id"] in by_name:
                cells.append(_cell(f"above-{len(cells)}", _above(cell, by_name[settings(cell)["grade_id"]])))
            cells.append(cell)
        nb.cells = cells
        return nb, resources

    def _ending(self):
        outcome = self.outcome
        if not outcome or not SENTENCES[outcome.outcome]:
            return ""
        why = f" What was seen: {_text(outcome.why)}." if outcome.why else ""
        return f'<div class="dlkit-note dlkit-none tex2jax_ignore"><b>{SENTENCES[outcome.outcome]}</b>{why}</div>'

    def _notes(self):
        notes = "".join(f"<li>{_text(note)}</li>" for note in (self.outcome.notes if self.outcome else ()))
        return f'<div class="dlkit-note tex2jax_ignore">What was noticed when it was taken in:<ul>{notes}</ul></div>' if notes else ""


def _waiting(where):
    """The names of the cells that wait for a person's points."""
    with Gradebook(where["db_url"]) as gradebook:
        notebook = gradebook.find_submission_notebook(where["notebook"], where["assignment"], where["student"])
        return {grade.name for grade in notebook.grades if grade.needs_manual_grade}


def _table(found, graded, waiting):
    """Every task: its points, what there is to say, the way to it. Roles keep it a table where a narrow page shows it as blocks."""
    rows = []
    for task in found:
        cell = graded[task.name]
        score, points = _points(cell, task)
        says = _says(cell, task, score >= points, task.name in waiting)
        says = says if len(says) <= SHORT else f"{says[:SHORT].rsplit(' ', 1)[0]} …"
        kind = "wait" if task.name in waiting else _kind(score, points)
        rows.append(f'<tr role="row" class="dlkit-{kind}"><th scope="row" role="rowheader"><a href="#{quote(ABOVE * is_test(cell) + task.name)}">{_text(task.title)}</a></th>'
                    f"<td role=\"cell\">{'?' if task.name in waiting else f'{score:g}'} of {points:g}</td><td role=\"cell\">{_text(says)}</td></tr>")
    head = "".join(f'<th scope="col" role="columnheader">{text}</th>' for text in ("task", "points", "what was found"))
    return f'<table role="table" class="dlkit-tasks tex2jax_ignore"><thead role="rowgroup"><tr role="row">{head}</tr></thead><tbody role="rowgroup">{"".join(rows)}</tbody></table>' if rows else ""


def _says(cell, task, full, waits):
    """What a task's line says."""
    if waits:
        return "A person grades this, and has not yet, or not since you handed in anew."
    if task.by_hand:
        return settings(cell).get("comment") or "A person graded this."
    return "All tests pass." if full else message_of(cell) or "A part of the tests passes."


def _points(cell, task):
    of = settings(cell)
    return float(of.get("score") or 0), float(of.get("points") or task.points)


def _kind(score, points):
    return "full" if score >= points else "none" if score <= 0 else "part"


def _above(cell, task):
    """The note above a test: its points, and what it says."""
    score, points = _points(cell, task)
    kind, message = _kind(score, points), message_of(cell)
    head = f"<b>{_text(task.title)}: {score:g} of {points:g} point{'' if points == 1 else 's'}.</b>"
    if message and kind != "full":
        head += f"<pre>{_text(message)}</pre>"
    elif kind == "full":
        head += " All tests pass."
    return f'<div id="{_text(ABOVE + task.name)}" class="dlkit-note dlkit-{kind} tex2jax_ignore">{head}</div>'


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
    if name == "NameError" and (missing := UNDEFINED.fullmatch(message)):
        return f"{missing[1]} is not defined when the test runs: is it spelt otherwise in your notebook, or does it come further down? (NameError)"
    return f"{name}: {message}" if message else name


def _cell(name, source):
    cell = new_markdown_cell(source)
    cell["id"] = f"dlkit-{name}"  # nbformat's would be another each time
    return cell


def _text(text):
    """Text for HTML within Markdown: an empty line would end the HTML there."""
    return html.escape(text).replace("\n", "<br>")
