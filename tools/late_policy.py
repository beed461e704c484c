"""What late work costs: a plugin for nbgrader.

To use it in a course, in nbgrader_config.py:

    from tools.late_policy import TenPercentADay
    c.AssignLatePenalties.plugin_class = TenPercentADay

nbgrader asks it when it autogrades: after points were given by hand, autograde late submissions once more.
"""

import math

from nbgrader.plugins import LateSubmissionPlugin

DAY = 24 * 60 * 60


class TenPercentADay(LateSubmissionPlugin):
    """Each day begun takes 10 % of the points earned; after three days, when solutions are out, nothing is left.

    One second late is a day begun, three days to the second are three. An extension in the gradebook moves the
    due date, and the clock starts there.
    """

    def late_submission_penalty(self, student_id, score, total_seconds_late):
        """The points to take off `score`."""
        days = math.ceil(total_seconds_late / DAY)
        return score if days > 3 else score * 0.1 * days
