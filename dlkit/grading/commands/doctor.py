"""`dlkit doctor`: what this machine can do."""

import json
import shutil
import sys
import textwrap
from dataclasses import asdict

HELP = """Look at what grading needs of this machine: the sandbox (a real one is started, and a made-up submission tries to get out of it),
cores, memory, disk, Python, PyTorch, kernels, the gradebook, versions. Each line says what to do about it.
Exit code 0: all is well; 1: there are warnings; 2: something fails that `dlkit grade` needs."""
EXAMPLES = """
  dlkit doctor
  dlkit doctor --course-root ~/course
  dlkit doctor --json > doctor.json       to send along with a question
"""
MARKS = {"ok": "✓", "warning": "!", "failure": "✗"}
ASCII = {"ok": "ok", "warning": "WARN", "failure": "FAIL"}


def add_arguments(parser):
    """Add this command's arguments."""
    parser.add_argument("--course-root", default=".", metavar="DIR", help="the course's folder (default: this one)")
    parser.add_argument("--json", action="store_true", help="print one JSON object instead")


def run(options):
    """Returns the exit code."""
    from dlkit.grading.doctor import examine as doctor
    from dlkit.grading.doctor.finding import FAILURE, WARNING

    marks, width, found = _marks(), min(shutil.get_terminal_size((110, 24)).columns, 130), []
    for finding in doctor.examine(options.course_root):
        found.append(finding)
        if not options.json:
            print(show(finding, marks, width), flush=True)
    states = {finding.state for finding in found}
    code = 2 if FAILURE in states else 1 if WARNING in states else 0
    if options.json:
        print(json.dumps({"exit_code": code, "findings": [asdict(finding) for finding in found]}, indent=2))
    else:
        print(f"\n{('All is well.', 'It will do; see the warnings.', 'Something that grading needs fails.')[code]}")
    return code


def show(finding, marks=MARKS, width=110):
    """A finding as lines for a terminal."""
    room = max(map(len, marks.values()))
    head = f"{marks[finding.state]:<{room}}  {finding.name:<22} "
    lines = textwrap.wrap(finding.text, max(30, width - len(head)), break_long_words=False) or [""]
    lines += [f"→ {line}" if not number and marks is MARKS else f"  {line}" for number, line in
              enumerate(textwrap.wrap(finding.advice, max(30, width - len(head) - 2), break_long_words=False))]
    return "\n".join((head if not number else " " * len(head)) + line for number, line in enumerate(lines))


def _marks():
    """What the terminal can show."""
    try:
        ("✓✗→…").encode(sys.stdout.encoding or "ascii")
        return MARKS
    except (UnicodeEncodeError, LookupError):
        sys.stdout.reconfigure(errors="backslashreplace")
        return ASCII
