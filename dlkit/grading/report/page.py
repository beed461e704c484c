"""The report as one page of HTML: it needs nothing else, from no server and from no folder."""

import datetime
import importlib.resources
from html import escape

from dlkit.grading.report import plots
from dlkit.grading.report.numbers import MEANINGS
from dlkit.plot import palette

CLASSES = {"graded": "fine", "missing": "quiet"}  # of the others: look


def page(report, now=None):
    """The page's text."""
    files = importlib.resources.files("dlkit.grading.report")
    now = now or datetime.datetime.now().astimezone()
    body = [_head(report, now), _look(report), _scores(report), _tasks(report), _outcomes(report), _students(report)]
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{escape(report.assignment)}: report</title>
<style>
:root {{{_variables(palette.LIGHT)}}}
@media screen and (prefers-color-scheme: dark) {{ :root {{{_variables(palette.DARK)}}} }}
{files.joinpath("page.css").read_text(encoding="utf-8")}</style>
</head>
<body>
<main>
{"".join(body)}</main>
<script>
{files.joinpath("page.js").read_text(encoding="utf-8")}</script>
</body>
</html>
"""


def _variables(colours):
    return "".join(f"--dl-{name}:{colour};" for name, colour in colours.items())


def _head(report, now):
    handed_in = [row for row in report.rows if row.outcome != "missing"]
    looks, waiting = sum(row.look for row in report.rows), sum(row.waiting for row in report.rows)
    numbers = [("handed in", f"{len(handed_in)}", f"of {len(report.rows)}")]
    if report.median is not None:
        numbers.append(("median", f"{report.median:g}", f"of {report.max_score:g} points"))
    numbers += [("need a look", f"{looks}", ""), ("wait for a person", f"{waiting}", "")]
    items = "".join(f"<div><dt>{name}</dt><dd>{value} <small>{of}</small></dd></div>" for name, value, of in numbers)
    course = f"{escape(report.course)}, " if report.course else ""
    return f"<header><p>{course}{now:%Y-%m-%d %H:%M %Z}</p><h1>{escape(report.assignment)}</h1><dl>{items}</dl></header>\n"


def _look(report):
    rows = [row for row in report.rows if row.look]
    if not rows:
        return ""
    cells = [(row.student, _outcome(row.outcome), escape("; ".join(filter(None, [row.why, *row.notes])) or MEANINGS[row.outcome])) for row in rows]
    head = (("student", ""), ("outcome", ""), ("what was seen", "text"))
    return f"<section><h2>Who needs a look</h2>{_table('look', head, [[escape(student), outcome, why] for student, outcome, why in cells])}</section>\n"


def _scores(report):
    if not report.totals:
        return "<section><h2>Scores</h2><p>Nobody has a score yet.</p></section>\n"
    waiting = sum(row.waiting for row in report.rows)
    note = f"<p class='note'>{waiting} have answers that wait for a person; their points are not in here yet.</p>" if waiting else ""
    return f"<section><h2>Scores</h2>{plots.scores(report)}{note}</section>\n"


def _tasks(report):
    if not any(task.graded or task.waiting for task in report.tasks):
        return ""
    head = (("task", "text"), ("points", "number"), ("mean", "number"), ("all", "number"), ("a part", "number"), ("none", "number"), ("to be marked", "number"))
    rows = [[escape(label), f"{task.points:g}", f"{task.share:.0%}".replace("%", "&nbsp;%") if task.graded and not task.waiting else "–", str(task.full), str(task.part),
             str(task.none), f"{task.waiting}" if task.waiting else "0" if task.by_hand else ""] for label, task in zip(_labels(report), report.tasks)]
    return f"<section><h2>Tasks</h2>{plots.difficulty(report)}{_table('tasks', head, rows)}</section>\n"


def _outcomes(report):
    if not report.rows:
        return ""
    meanings = "".join(f"<div><dt>{_outcome(outcome)}</dt><dd>{MEANINGS[outcome]}</dd></div>" for outcome in report.counts)
    return f"<section><h2>Outcomes</h2>{plots.outcomes(report)}<dl class='meanings'>{meanings}</dl></section>\n"


def _students(report):
    head = [("student", ""), ("outcome", ""), *((label.split(". ")[0], "number") for label in _labels(report)), ("late", "number"), (f"of {report.max_score:g}", "number"), ("notes", "text")]
    titles = ["", "", *(f"{task.title}, {task.points:g} points" for task in report.tasks), "points taken off for lateness", "total", ""]
    rows = []
    for row in report.rows:
        name = f"{escape(row.student)}" + (f" <small>{escape(row.name)}</small>" if row.name else "")
        points = ["" if task.key not in row.points else '<abbr title="waits for a person">?</abbr>' if row.points[task.key] is None
                  else f"{row.points[task.key]:.4g}" for task in report.tasks]
        total = "–" if row.total is None else f"<b>{row.total:.4g}</b>"
        notes = "; ".join(filter(None, [row.why, *row.notes]))
        rows.append([name, _outcome(row.outcome), *points, f"−{row.penalty:.4g}" if row.penalty else "", total, escape(notes)])
    search = '<p class="search" hidden><label>Show <input type="search" placeholder="a name, an outcome, a word of a note"></label> <span role="status"></span></p>'
    return f"<section class='wide'><h2>Students</h2>{search}{_table('students', head, rows, titles)}</section>\n"


def _labels(report):
    """The titles of the tasks, each with a number."""
    return [task.title if task.title[:1].isdigit() and ". " in task.title else f"{number}. {task.title}" for number, task in enumerate(report.tasks, 1)]


def _outcome(outcome):
    return f'<span class="outcome {CLASSES.get(outcome, "look")}">{outcome}</span>'


def _table(name, head, rows, titles=()):
    """A table whose rows become blocks on a narrow screen; roles keep it a table for those who hear it."""
    titles = titles or [""] * len(head)
    top = "".join(f'<th role="columnheader" scope="col" class="{kind}"{f" title={chr(34)}{escape(title)}{chr(34)}" if title else ""}>{escape(text)}</th>'
                  for (text, kind), title in zip(head, titles))
    body = "".join('<tr role="row">' + "".join(
        f'<{tag} role="{role}"{scope} class="{kind}" data-label="{escape(text)}">{cell}</{tag}>'
        for (text, kind), cell, (tag, role, scope) in zip(head, row, [("th", "rowheader", ' scope="row"'), *[("td", "cell", "")] * (len(row) - 1)])) + "</tr>\n" for row in rows)
    return f'<table role="table" class="{name}"><thead role="rowgroup"><tr role="row">{top}</tr></thead><tbody role="rowgroup">\n{body}</tbody></table>'
