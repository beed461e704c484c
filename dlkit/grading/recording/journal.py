"""Outcomes on record: a table beside the grades, which decides, and outcomes.jsonl, which a person or a script can follow.

The row is written in the transaction that writes the grades. The line is appended after it; where a run was stopped between
the two, or in the middle of the line, the next one adds what is lacking.
"""

import os
from pathlib import Path

from sqlalchemy import (
    Column,
    Float,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    create_engine,
    inspect,
    select,
)
from sqlalchemy.engine import make_url

from dlkit.grading.outcome import Outcome

METADATA = MetaData()
TABLE = Table(
    "dlkit_outcomes",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("token", String(32), nullable=False, unique=True),
    Column("assignment", String(128), nullable=False),
    Column("run", String(64), nullable=False),
    Column("student", String(128), nullable=False),
    Column("outcome", String(32), nullable=False),
    Column("score", Float),
    Column("max_score", Float),
    Column("line", Text, nullable=False),  # the outcome as outcomes.jsonl has it
    UniqueConstraint("assignment", "run", "student"),
)


class Journal:
    """The outcomes of one assignment; its file lies in `folder`."""

    def __init__(self, folder, assignment):
        self.path, self.assignment = Path(folder) / "outcomes.jsonl", assignment

    def insert(self, connection, outcome, token):
        """Add the row, within the transaction of `connection`."""
        connection.execute(TABLE.insert().values(
            token=token, assignment=self.assignment, run=outcome.run, student=outcome.student, outcome=outcome.outcome,
            score=outcome.score, max_score=outcome.max_score, line=outcome.to_json()))

    def committed(self, connection, token):
        """Whether the transaction that had this token was committed."""
        return connection.execute(select(TABLE.c.number).where(TABLE.c.token == token)).first() is not None

    def append(self, outcome):
        """Add the line, in one write: a reader never sees half of one. Raises OSError."""
        with open(self.path, "ab", buffering=0) as file:
            data = outcome.to_json().encode("ascii") + b"\n"
            while data:
                data = data[file.write(data) :]

    def reconcile(self, connection):
        """Cut off a line that was not finished, and append those that are lacking. Returns how many."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        written = self._written()
        lacking = [outcome for outcome in self._rows(connection) if (outcome.run, outcome.student) not in written]
        for outcome in lacking:
            self.append(outcome)
        return len(lacking)

    def latest(self, connection):
        """{student: the last outcome}."""
        return {outcome.student: outcome for outcome in self._rows(connection)}

    def of_run(self, connection, run):
        """{student: outcome} of one run."""
        return {outcome.student: outcome for outcome in self._rows(connection, TABLE.c.run == run)}

    def _rows(self, connection, *conditions):
        rows = connection.execute(select(TABLE.c.line).where(TABLE.c.assignment == self.assignment, *conditions).order_by(TABLE.c.number))
        return [Outcome.from_json(line) for (line,) in rows]

    def _written(self):
        """The (run, student) of each line of the file, which loses its last line if that has no end."""
        try:
            data = self.path.read_bytes()
        except FileNotFoundError:
            return set()
        whole = data.rfind(b"\n") + 1
        if whole < len(data):
            os.truncate(self.path, whole)
        found = set()
        for line in data[:whole].splitlines():
            try:
                outcome = Outcome.from_json(line)
            except ValueError:  # edited by hand
                continue
            found.add((outcome.run, outcome.student))
        return found


def latest_outcomes(course, assignment_name):
    """{student: last outcome} of an assignment, for reading only; empty where nothing was graded yet."""
    engine = create_engine(course.db_url)
    try:
        if make_url(course.db_url).get_backend_name() == "sqlite" and not os.path.exists(make_url(course.db_url).database):
            return {}
        with engine.connect() as connection:
            if not inspect(connection).has_table(TABLE.name):
                return {}
            return Journal(Path(course.root) / ".dlkit" / assignment_name, assignment_name).latest(connection)
    finally:
        engine.dispose()
