"""`dlkit report`: what an assignment's grading has given."""

import json
import shutil
import sys
from dataclasses import asdict
from pathlib import Path

from dlkit.grading.commands.common import add_course, open_course, refuse

HELP = """Show how an assignment went: outcomes, scores, and how hard each task was. The same is written to COURSE/reports/ASSIGNMENT/:
report.html, one page with plots that needs no network; students.csv, one row a student; tasks.csv, one row a task.
Nothing is graded and no grade changes. Exit code 0: nobody needs a look; 1: somebody does; 2: it could not be done."""
EXAMPLES = """
  dlkit report ps1
  dlkit report ps1 --course-root ~/course --out ~/meeting
  dlkit report ps1 --json | jq '.tasks[] | [.title, .share]'
"""


def add_arguments(parser):
    """Add this command's arguments."""
    add_course(parser)
    parser.add_argument("--out", metavar="DIR", help="where the files go (default: reports/ASSIGNMENT in the course's folder)")


def run(options):
    """Returns the exit code."""
    from dlkit.grading.instructor.course import CourseError
    from dlkit.grading.report import gather, page, sheets, table

    try:
        course = open_course(options)
        report = gather.gather(course, options.assignment)
        out = Path(options.out) if options.out else Path(course.root) / "reports" / options.assignment
        out.mkdir(parents=True, exist_ok=True)
        sheets.write_students(report, out / "students.csv")
        sheets.write_tasks(report, out / "tasks.csv")
        (out / "report.html").write_text(page.page(report), encoding="utf-8")
    except CourseError as error:
        return refuse(error, options)
    except OSError as error:
        return refuse(f"The report cannot be written: {error}.", options)
    if options.json:
        print(json.dumps(_plain(report, out), indent=2))
    else:
        plain = not _can_show("█░–…")
        print(table.show(report, max(80, shutil.get_terminal_size((120, 24)).columns), plain))
        print(f"\n{out / 'report.html'}\n{out / 'students.csv'}\n{out / 'tasks.csv'}")
    return int(any(row.look for row in report.rows))


def _can_show(text):
    """Whether the terminal has these characters; what it has not in names is written as escapes."""
    try:
        text.encode(sys.stdout.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        sys.stdout.reconfigure(errors="backslashreplace")
        return False
    return True


def _plain(report, out):
    students = [{**asdict(row), "total": row.total, "submitted": row.submitted and row.submitted.isoformat()} for row in report.rows]
    tasks = [{**asdict(task), "share": task.share} for task in report.tasks]
    return {"assignment": report.assignment, "max_score": report.max_score, "median": report.median, "outcomes": report.counts,
            "tasks": tasks, "students": students, "files": str(out)}
