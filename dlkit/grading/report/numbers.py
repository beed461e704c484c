"""What a report holds: a row for every student, the difficulty of every task."""

import statistics
from dataclasses import dataclass

from dlkit.grading.outcome import LOOK, OUTCOMES

MEANINGS = {**OUTCOMES, "not graded": "it was handed in and dlkit grade has not seen it"}  # what a row's outcome may be


@dataclass(frozen=True)
class Row:
    """A student: `points` by task, None where a person has to give them; `score` is None where there is nothing to score."""

    student: str
    name: str
    outcome: str
    why: str
    points: dict
    score: float | None
    penalty: float
    waiting: bool
    notes: tuple
    submitted: object

    @property
    def total(self):
        """The points with the late penalty taken off."""
        return None if self.score is None else max(0.0, self.score - self.penalty)

    @property
    def look(self):
        """Whether a person should look at it."""
        return self.outcome in LOOK or self.outcome == "not graded"


@dataclass(frozen=True)
class Difficulty:
    """A task and how the class did: of the `graded` ones so many have all points, a part, none; `waiting` wait for a person."""

    key: str
    title: str
    points: float
    by_hand: bool
    graded: int
    mean: float
    full: int
    part: int
    none: int
    waiting: int

    @property
    def share(self):
        """The mean share of the points."""
        return self.mean / self.points if self.points else 0.0


@dataclass(frozen=True)
class Report:
    """An assignment's rows, by student, and its tasks, in the notebook's order."""

    course: str
    assignment: str
    max_score: float
    rows: list
    tasks: list

    @property
    def totals(self):
        """The totals of those that have one because they handed in."""
        return sorted(row.total for row in self.rows if row.total is not None and row.outcome != "missing")

    @property
    def median(self):
        """Of the totals; None without any."""
        return statistics.median(self.totals) if self.totals else None

    @property
    def counts(self):
        """{outcome: how many}, in the order of MEANINGS."""
        found = [row.outcome for row in self.rows]
        return {outcome: found.count(outcome) for outcome in MEANINGS if outcome in found}
