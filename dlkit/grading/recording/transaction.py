"""nbgrader's gradebook, opened once, and transactions that all of nbgrader's own code joins while one is open.

nbgrader opens the gradebook anew for each step of a submission and commits several times a cell. Within `transaction()`,
every `nbgrader.api.Gradebook` that this thread opens on the same database works in that one transaction instead: its commits
and rollbacks are savepoints, and what it wrote is there when the transaction is committed, or not at all.
"""

import contextlib
import os
import sqlite3
import threading
import time

from nbgrader.api import Base, Gradebook
from sqlalchemy import create_engine, event, exc, inspect
from sqlalchemy.engine import make_url
from sqlalchemy.orm import scoped_session, sessionmaker

from dlkit.grading.recording.trouble import GradebookError, advice, database_trouble

_here = threading.local()  # .transaction is the (url, connection) that this thread has open


class OpenGradebook:
    """The gradebook at `url`, open until `close`; for one thread. `say` is told when another program has it locked.

    Raises GradebookError.
    """

    def __init__(self, url, say=print, patience=60.0):
        self.url, self.say, self.patience = url, say, patience
        self.sqlite = make_url(url).get_backend_name() == "sqlite"
        if self.sqlite:
            self._look_at_file(make_url(url))
        self.engine = create_engine(url, **({"connect_args": {"timeout": 0.5}} if self.sqlite else {}))
        if self.sqlite:
            event.listen(self.engine, "connect", _own_begin)
            event.listen(self.engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
        self.connection = None
        try:
            with self._explained("opened"):
                self.connection = self.engine.connect()
                self._patiently(self._look_at_tables)
        except BaseException:
            self.close()
            raise

    def close(self):
        """Close the connection."""
        if self.connection is not None:
            self.connection.close()
        self.engine.dispose()

    @contextlib.contextmanager
    def transaction(self):
        """A transaction, committed at the end of the block and undone by an exception. Gives its connection. Raises GradebookError."""
        with self._explained():
            transaction = self._patiently(self.connection.begin)
            _here.transaction, stock = (make_url(self.url), self.connection), Gradebook.__init__
            Gradebook.__init__ = _joining(stock)
            try:
                if not self.sqlite:
                    self._limit_waiting()
                yield self.connection
                if self.sqlite:  # it waits for readers: SQLAlchemy's own commit could be tried only once
                    self._patiently(lambda: self.connection.connection.dbapi_connection.execute("COMMIT"))
                transaction.commit()
            except BaseException:
                transaction.rollback()
                raise
            finally:
                Gradebook.__init__ = stock
                _here.transaction = None

    def _patiently(self, action):
        """Try until the database is not locked. Raises GradebookError after `patience` seconds."""
        until = None
        while True:
            try:
                return action()
            except (exc.OperationalError, sqlite3.OperationalError) as error:
                if "locked" not in str(error):
                    raise
                if until is None:
                    until = time.monotonic() + self.patience
                    self.say(f"The gradebook is locked by another program; waiting for it, {self.patience:g} s at most.")
                if time.monotonic() > until:
                    raise GradebookError(
                        f"the gradebook {self.shown} is still locked by another program after {self.patience:g} s: "
                        "is another nbgrader command, a formgrader or a database browser in the middle of a change?"
                    ) from error
                time.sleep(0.1)

    def _limit_waiting(self):
        if self.engine.dialect.name == "postgresql":
            self.connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{self.patience:g}s'")

    @property
    def shown(self):
        """The database as a message may show it, without a password."""
        url = make_url(self.url)
        return url.database if self.sqlite else url.render_as_string(hide_password=True)

    def _look_at_file(self, url):
        path = url.database or ""
        if path and not path.startswith("file:") and not os.path.isfile(path):
            raise GradebookError(f"there is no gradebook at {path}: `nbgrader generate_assignment` makes it; is this the course's folder?")

    def _look_at_tables(self):
        """Is it a gradebook, and one of this nbgrader's? Raises GradebookError."""
        there = inspect(self.connection)
        tables = set(there.get_table_names())
        if "assignment" not in tables:
            raise GradebookError(f"{self.shown} is not nbgrader's: it has no table of assignments; `nbgrader generate_assignment` makes it")
        for table in Base.metadata.sorted_tables:
            columns = {column["name"] for column in there.get_columns(table.name)} if table.name in tables else set()
            if lacking := sorted({column.name for column in table.columns} - columns):
                what = f"{table.name}.{lacking[0]}" if columns else f"table {table.name}"
                raise GradebookError(f"the gradebook {self.shown} was made by an older nbgrader (it has no {what}): back it up, then run `nbgrader db upgrade`")
        self.connection.rollback()

    @contextlib.contextmanager
    def _explained(self, doing="written"):
        """Make errors of the database itself, rather than of what is written, into GradebookError."""
        try:
            yield
        except Exception as error:
            if (cause := database_trouble(error)) is None:
                raise
            raise GradebookError(f"the gradebook {self.shown} cannot be {doing}: {cause}{advice(cause)}") from error


def _own_begin(connection, _):
    connection.isolation_level = None  # or Python's module begins transactions by itself, and late


def _joining(stock):
    """A constructor of Gradebook that joins the transaction which this thread has open on that database."""

    def __init__(self, db_url, course_id="default_course", authenticator=None):
        url, connection = getattr(_here, "transaction", None) or (None, None)
        if url != make_url(db_url):
            stock(self, db_url, course_id, authenticator)
            return
        self.engine = connection.engine
        self.db = scoped_session(sessionmaker(bind=connection, join_transaction_mode="create_savepoint"))
        self.course_id, self.authenticator = course_id, authenticator
        self.close = self.db.remove  # the engine stays

    return __init__
