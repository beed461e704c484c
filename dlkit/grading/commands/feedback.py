"""`dlkit feedback`: what each student gets back."""

import json
import sys

from tqdm import tqdm

from dlkit.grading.commands.common import add_course, open_course, refuse
from dlkit.grading.coordination.options import Options

HELP = """Write feedback/STUDENT/ASSIGNMENT/NOTEBOOK.html for everybody who was graded: nbgrader's page with scores, comments and late
penalty, each test's message in plain sight, what was noticed when the submission was taken in, and nothing of the hidden tests.
nbgrader's release_feedback then hands it out. Exit code 0: all written; 1: not all; 2: it could not be done."""
EXAMPLES = """
  dlkit feedback ps1
  dlkit feedback ps1 --students ada,emmy
  dlkit feedback ps1 --only-new           as nbgrader: leave feedback that is as new as its submission
"""


def add_arguments(parser):
    """Add this command's arguments."""
    add_course(parser)
    parser.add_argument("--students", metavar="A,B", help="only these, by id")
    parser.add_argument("--jobs", type=int, default=Options().workers, metavar="N", help="processes that write (default: one a core)")
    parser.add_argument("--only-new", action="store_true", help="leave feedback alone that is as new as its submission")


def run(options):
    """Returns the exit code."""
    from dlkit.grading.feedback.generate import feedback
    from dlkit.grading.instructor.course import CourseError

    try:
        course = open_course(options)
        students = options.students.split(",") if options.students else None
        with tqdm(total=len(students) if students else None, unit=" students", disable=not sys.stderr.isatty(), leave=False) as bar:
            written, failed = feedback(course, options.assignment, students, options.only_new, options.jobs, lambda _: bar.update())
    except CourseError as error:
        return refuse(error, options)
    if options.json:
        print(json.dumps({"written": {student: str(folder) for student, folder in written.items()}, "failed": failed}, indent=2))
    else:
        example = next(iter(written.values()), None)
        print(f"Feedback of {len(written)} student{'' if len(written) == 1 else 's'} is written" + (f", such as {example}" if example else "") + ".")
        for student, why in failed.items():
            print(f"{student}: {why}", file=sys.stderr)
    return 1 if failed else 0
