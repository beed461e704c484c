"""The report as CSV files, for spreadsheets and learning platforms."""

import csv

FORMULA = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet would run such a cell


def write_students(report, path):
    """One row a student; a task's column is named “points: …”, since a task may be called why or score."""
    tasks = [task.key for task in report.tasks]
    with open(path, "w", encoding="utf-8-sig", newline="") as file:  # the mark at its beginning is for Excel
        writer = csv.writer(file)
        writer.writerow(["student", "name", "outcome", "why", *(f"points: {task}" for task in tasks), "score", "penalty", "total", "max_score", "waits_for_a_person", "submitted_utc", "notes"])
        for row in report.rows:
            when = f"{row.submitted:%Y-%m-%d %H:%M:%S}" if row.submitted else ""
            writer.writerow([_text(row.student), _text(row.name), row.outcome, _text(row.why), *(_number(row.points.get(task)) for task in tasks),
                             _number(row.score), _number(row.penalty), _number(row.total), _number(report.max_score),
                             "yes" if row.waiting else "no", when, _text(" | ".join(row.notes))])


def write_tasks(report, path):
    """One row a task."""
    with open(path, "w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["task", "title", "points", "by_hand", "graded", "mean", "mean_share", "full", "part", "none", "waiting"])
        for task in report.tasks:
            writer.writerow([_text(task.key), _text(task.title), _number(task.points), "yes" if task.by_hand else "no", task.graded,
                             _number(round(task.mean, 4)), _number(round(task.share, 4)), task.full, task.part, task.none, task.waiting])


def _text(text):
    """Text that stays text in a spreadsheet: notes quote names of files, which students choose."""
    text = text.replace("\x00", "").encode("utf-8", "replace").decode()
    return f"'{text}" if text.startswith(FORMULA) else text


def _number(value):
    return "" if value is None else f"{value:.10g}"
