"""One try at one submission, and what its outcome is."""

import dataclasses
from dataclasses import dataclass, field

from dlkit.grading.execution import conduct
from dlkit.grading.execution.job import job
from dlkit.grading.intake.notebook_json import shown
from dlkit.grading.intake.take_in import Malformed, Missing, take_in
from dlkit.grading.outcome import Outcome

WORST_FIRST = ("tampered", "memory", "killed", "crashed", "timeout")


@dataclass
class Attempt:
    """A student's number, then what the rooms make of it: taken in, run, judged. `error` is set where grading itself failed."""

    student: str
    number: int = 1
    submission: object = None
    jobs: dict = field(default_factory=dict)  # {name of the notebook: job}
    results: dict = field(default_factory=dict)  # {name of the notebook: what conduct.run gave}
    missing: bool = False
    malformed: str = ""
    error: str = ""
    traceback: str = ""

    def take_in(self, course, assignment, limits):
        """Read what was handed in, and make the jobs. What students do to their files is no exception here."""
        try:
            self.submission = take_in(course, assignment, self.student)
        except Missing:
            self.missing = True
        except Malformed as reason:
            self.malformed = str(reason) or "it cannot be read"
        else:
            self.jobs = {name: job(self.submission, name, assignment, limits) for name in self.submission.notebooks}

    def run(self, slot):
        """Run the jobs in turn. Raises SandboxError."""
        for name in list(self.jobs):
            self.results[name] = conduct.run(slot, self.jobs[name])

    def outcome(self, run):
        """The outcome, without scores, in the run of that name."""
        blank = Outcome(run, self.student, "graded")
        if self.error:
            return dataclasses.replace(blank, outcome="internal_error", why=self.error)
        if self.missing:
            return dataclasses.replace(blank, outcome="missing", why="nothing was handed in")
        if self.malformed:
            return dataclasses.replace(blank, outcome="malformed", why=self.malformed)
        what, why = self._ending()
        results = self.results.values()
        when = self.submission.timestamp
        return dataclasses.replace(
            blank, outcome=what, why=why, notes=tuple(self.submission.notes), submitted=when.isoformat() if when else "",
            seconds=round(sum(result["seconds"] for result in results), 3), peak=max((result["peak"] for result in results), default=0),
            survivors=sum(result["survivors"] for result in results))

    def _ending(self):
        """The worst that happened to one of the notebooks."""
        for what in WORST_FIRST:
            for name, result in sorted(self.results.items()):
                if result["ending"] == what:
                    why = in_words(result["why"], self.jobs[name]["cells"])
                    return what, f"{name}: {why}" if len(self.results) > 1 else why
        lacking = [f"{name} was not handed in" for name in self.submission.missing]
        lacking += [f"{name} ended before its last cell" for name, result in self.results.items()
                    if any(cell["name"] not in result["cells"] for cell in self.jobs[name]["cells"])]
        return ("partial", "; ".join(lacking)) if lacking else ("graded", "")


def in_words(why, cells):
    """A reason that begins with the number of a cell without a name, and the first line of that cell after it."""
    for cell in cells:
        if cell["name"].startswith("cell ") and why.startswith(f"{cell['name']} "):
            line = next((line.strip() for line in cell["source"].splitlines() if line.strip()), "")
            return f"{cell['name']} (it begins with {shown(line, 40)}){why[len(cell['name']) :]}" if line else why
    return why
