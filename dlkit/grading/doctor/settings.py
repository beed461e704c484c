"""Does the course have settings of nbgrader's that grading with dlkit does not act on?"""

from dlkit.grading.doctor.finding import OK, WARNING, Finding
from dlkit.grading.instructor.course import Course, CourseError
from dlkit.grading.instructor.settings import not_called, not_used


def settings(root):
    """The findings about them; none where there are no such settings, or no course."""
    try:
        config = Course(root).config
    except CourseError:  # the look at the gradebook says so
        return
    if hooks := not_called(config):
        yield Finding("settings", WARNING, f"`dlkit grade` does not call {', '.join(hooks)}",
                      "call the program yourself when all are graded, or leave it out")
    if others := not_used(config):
        text = f"for `nbgrader autograde` only: {', '.join(others)}; `dlkit grade` has options, such as --cell-timeout"
        yield Finding("settings", OK, text)
