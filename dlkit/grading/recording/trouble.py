"""Trouble with a database: is it the database's own, or that of what was to be written, and what helps?"""

import sqlite3

from sqlalchemy import exc

THE_VALUES = tuple(getattr(module, name) for module in (exc, sqlite3) for name in ("IntegrityError", "DataError", "ProgrammingError", "InterfaceError"))


class GradebookError(Exception):
    """The gradebook cannot be used; the message says why and what helps."""


def database_trouble(error):
    """The database's own complaint behind an error, or None where what was to be written is at fault.

    nbgrader makes an InvalidEntry of both. The first complaint counts: that a savepoint is gone, say, follows from a full disk.
    """
    trouble = None
    while error is not None:
        if isinstance(error, GradebookError):
            return None
        if isinstance(error, THE_VALUES) and "permission denied" not in str(error):  # which a server says so
            trouble = None
        elif isinstance(error, (exc.DBAPIError, sqlite3.DatabaseError)):
            trouble = (str(getattr(error, "orig", error)).strip() or type(error).__name__).splitlines()[0]  # a server adds where in the statement
        error = error.__cause__ or error.__context__
    return trouble


def advice(cause):
    """What may help, after a database's complaint."""
    for words, help in {
        "full": ". Free some space, then run it again",
        "readonly": ". May you write to that file, and to its folder?",
        "unable to open": ". May you write to that file, and to its folder?",
        "lock timeout": ". Another program is in the middle of a change: another nbgrader command, a formgrader, a database browser?",
        "permission denied": ". The database's owner has to GRANT you that",
        "no such column": ". Back it up, then run `nbgrader db upgrade`",
        "malformed": ". Restore it from a backup",
        "not a database": ". Is db_url right?",
    }.items():
        if words in cause:
            return help
    return ""
