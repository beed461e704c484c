"""nbgrader's settings for this course: solutions/ is what we write, exercises/ what students get (make exercises)."""

import os
import sys

c = get_config()  # noqa: F821  nbgrader defines it

# nbgrader calls `alembic`, which lies beside the Python that runs this, whether or not its environment is activated.
os.environ["PATH"] = os.pathsep.join([os.path.dirname(sys.executable), os.environ.get("PATH", "")])

c.CourseDirectory.course_id = "deep_learning"
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "exercises"

c.ClearSolutions.code_stub = {"python": 'raise NotImplementedError("Replace this line with your solution.")'}

c.ExecutePreprocessor.timeout = 60  # seconds a cell
c.ExecutePreprocessor.interrupt_on_timeout = True  # an endless loop costs its own cell, not the ones after it
