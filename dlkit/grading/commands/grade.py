"""`dlkit grade`: a class's submissions of an assignment."""

import argparse
import contextlib
import dataclasses
import json
import re
import sys
from collections import Counter

HELP = """Grade what was handed in for an assignment of an nbgrader course, in a sandbox, several submissions at a time. Grades go into the
course's gradebook and graded notebooks into autograded/, as with `nbgrader autograde`: formgrader, feedback and export work on them.
Every student gets one outcome: graded, partial, timeout, memory, killed, crashed, tampered, malformed, missing or internal_error.
Whoever was graded already and has not handed in anew keeps what they have.
Exit code 0: all graded; 1: all recorded, some need a look; 2: it could not be run, or was stopped before its end."""
EXAMPLES = """
  dlkit grade ps1                              everybody's, those graded already excepted
  dlkit grade ps1 --students ada,emmy --force  two of them, again
  dlkit grade ps1 --resume                     go on after it was stopped, whatever stopped it
  dlkit grade ps1 --only-failed --timeout 600  those that ended badly, with more time
  dlkit grade ps1 --course-root ~/course --jobs 8 --memory 2G
  dlkit grade ps1 --backend dask --scheduler tls://10.0.0.1:8786
"""
UNITS = {"": 1, "K": 2**10, "M": 2**20, "G": 2**30, "T": 2**40}
SHOWN = 30  # outcomes that are listed one by one


def add_arguments(parser):
    """Add this command's arguments."""
    parser.add_argument("assignment", help="the assignment's name in the gradebook")
    parser.add_argument("--course-root", metavar="DIR", help="the course's folder (default: this one)")
    parser.add_argument("--students", type=_names, metavar="A,B", help="only these, by id")
    parser.add_argument("--jobs", type=int, metavar="N", help="how many at a time (default: one for each core, or for each thread of the cluster's workers)")
    parser.add_argument("--cell-timeout", type=float, default=30, metavar="SECONDS", help="for one cell (default: 30)")
    parser.add_argument("--timeout", type=float, default=300, metavar="SECONDS", help="for a whole notebook (default: 300)")
    parser.add_argument("--memory", type=size, default=size("4G"), metavar="SIZE", help="for one submission, such as 500M (default: 4G)")
    parser.add_argument("--sandbox", choices=("auto", "bwrap", "none"), default="auto",
                        help="auto: bubblewrap, or refuse; none: unprotected, with your rights (default: auto)")
    parser.add_argument("--resume", action="store_true", help="go on with the last run, if it did not reach its end")
    parser.add_argument("--force", action="store_true", help="also those who are graded already")
    parser.add_argument("--only-failed", action="store_true", help="only those whose last outcome needs a look, once more")
    parser.add_argument("--backend", choices=("local", "dask"), default="local", help="this machine, or a cluster (default: local)")
    parser.add_argument("--scheduler", metavar="ADDRESS", help="of the scheduler of a dask cluster, such as tls://10.0.0.1:8786 (default: workers on this machine)")
    parser.add_argument("--db-url", metavar="URL", help="another gradebook than the course's own")
    parser.add_argument("--json", action="store_true", help="print one JSON object with every outcome")


def run(arguments):
    """Returns the exit code."""
    from dlkit.grading.backends import BackendError
    from dlkit.grading.coordination.coordinator import grade
    from dlkit.grading.coordination.options import Options
    from dlkit.grading.coordination.progress import Progress
    from dlkit.grading.coordination.runs import Busy
    from dlkit.grading.instructor.course import Course, CourseError
    from dlkit.grading.instructor.settings import not_called
    from dlkit.grading.recording.record import RecordError

    progress = Progress()
    try:
        options = Options(**{field.name: getattr(arguments, field.name) for field in dataclasses.fields(Options)})
        course = Course(arguments.course_root, arguments.db_url)
        if hooks := not_called(course.config):
            progress.say(f"Not called, though the course has it in its settings: {', '.join(hooks)}. Only `nbgrader autograde` does.")
        with contextlib.closing(progress):
            summary = grade(course, course.assignment(arguments.assignment), options, progress)
    except (CourseError, RecordError, BackendError, Busy, ValueError) as error:
        return _stopped(str(error), arguments, progress)
    except KeyboardInterrupt:
        return _stopped("interrupted", arguments, progress)
    if arguments.json:
        print(json.dumps(as_json(arguments.assignment, summary)))
    else:
        print(show(arguments.assignment, summary))
    return summary.exit_code


def _stopped(why, arguments, progress):
    """Say why it stopped, and how to go on. Returns the exit code."""
    done = f"{progress.done} of {progress.total} are recorded; `{resume(arguments.assignment)}` goes on. " if progress.total else ""
    if arguments.json:
        print(json.dumps({"error": why, "recorded": progress.done, "exit_code": 2}))
    print(f"Stopped: {why.rstrip('.')}. {done}".rstrip(), file=sys.stderr)
    return 2


def show(assignment, summary):
    """What a person reads at the end."""
    counts = Counter(outcome.outcome for outcome in summary.outcomes.values())
    now = [summary.outcomes[name] for name in summary.recorded if name in summary.outcomes]
    ran = sum(outcome.outcome != "missing" for outcome in now)
    lines = [f"{assignment}: {', '.join(f'{number} {name}' for name, number in counts.most_common()) or 'nobody'}. "
             f"{ran} submission{' was' if ran == 1 else 's were'} taken in, in {summary.seconds:.0f} s."]
    from dlkit.grading.outcome import LOOK

    look = [outcome for _, outcome in sorted(summary.outcomes.items()) if outcome.outcome in LOOK]
    if look:
        width = max(len(outcome.student) for outcome in look[:SHOWN])
        lines += ["These need a look:"]
        lines += [f"  {outcome.student:<{width}}  {outcome.outcome:<14}  {outcome.why}".rstrip()[:200] for outcome in look[:SHOWN]]
        lines += [f"  and {len(look) - SHOWN} more: `dlkit report {assignment}`"] if len(look) > SHOWN else []
    if by_hand := sum(outcome.needs_manual for outcome in now):  # of the others, a person may have marked them since
        lines += [f"{by_hand} of these {'has' if by_hand == 1 else 'have'} answers that wait for a person, in JupyterLab's formgrader."]
    if summary.left:
        lines += [f"Stopped with {summary.left} to go; nothing is lost: `{resume(assignment)}` goes on."]
    return "\n".join(lines)


def as_json(assignment, summary):
    """The same for a program."""
    return {
        "assignment": assignment, "run": summary.run, "exit_code": summary.exit_code, "seconds": round(summary.seconds, 3), "left": summary.left,
        "recorded": summary.recorded, "outcomes": [dataclasses.asdict(outcome) for _, outcome in sorted(summary.outcomes.items())],
    }


def resume(assignment):
    """The command that goes on."""
    return f"dlkit grade {assignment} --resume"


def size(text):
    """Bytes, from such as 500M or 4G."""
    if not (match := re.fullmatch(r"(\d+(?:\.\d+)?) *([KMGT]?)(?:i?B)?", text.strip(), re.IGNORECASE)):
        raise argparse.ArgumentTypeError(f"{text!r} is no size: write 500M or 4G")
    return int(float(match[1]) * UNITS[match[2].upper()])


def _names(text):
    """A tuple of names, from a list with commas."""
    if not (names := tuple(name.strip() for name in text.split(",") if name.strip())):
        raise argparse.ArgumentTypeError("name at least one student")
    return names
