"""What the commands that work in a course share: which course, which assignment, how a problem is told."""

import json
import sys


def add_course(parser):
    """Add the arguments that say which assignment of which course."""
    parser.add_argument("assignment", help="its name in the course")
    parser.add_argument("--course-root", metavar="DIR", help="the course's folder (default: this one, or where its nbgrader_config.py says)")
    parser.add_argument("--db-url", metavar="URL", help="another gradebook than the course's own")
    parser.add_argument("--json", action="store_true", help="print one JSON object instead")


def open_course(options):
    """The course, in whose gradebook the assignment is. Raises CourseError."""
    from dlkit.grading.instructor.course import Course

    course = Course(options.course_root, options.db_url)
    with course.gradebook() as gradebook:
        known = any(assignment.name == options.assignment for assignment in gradebook.assignments)
    if not known:
        course.assignment(options.assignment)  # raises, and says what may have been meant
    return course


def refuse(error, options):
    """Say why nothing was done. Returns the exit code."""
    print(json.dumps({"error": str(error)}) if options.json else error, file=sys.stdout if options.json else sys.stderr)
    return 2
