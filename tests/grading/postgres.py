"""A throw-away PostgreSQL server, and the small course with its gradebook there."""

import contextlib
import functools
import glob
import itertools
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

import sqlalchemy
from nbgrader.api import Gradebook

from tests.grading.homework import Homework

PLACES = "/usr/lib/postgresql/*/bin", "/usr/local/pgsql/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql*/bin"
DRIVERS = {"psycopg": "postgresql+psycopg", "psycopg2": "postgresql+psycopg2"}


@functools.cache
def binaries():
    """The folder that has initdb and postgres, or None."""
    found = [Path(path) for place in PLACES for path in sorted(glob.glob(place), reverse=True)]
    found += [Path(os.path.realpath(path)).parent for name in ("initdb", "postgres") if (path := shutil.which(name))]
    return next((path for path in found if all(os.access(path / name, os.X_OK) for name in ("initdb", "postgres"))), None)


def drivers():
    """The drivers that are installed."""
    found = []
    for name in DRIVERS:
        with contextlib.suppress(ImportError):
            __import__(name)
            found.append(name)
    return found


class Server:
    """A server that listens on a socket in a folder of its own, and nowhere else; it refuses to run as root, so nobody runs it."""

    def __init__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="dlkit-pg-", dir="/tmp"))  # a socket's path must be short
        self.process, self.names = None, itertools.count()
        self.user = {}
        if os.geteuid() == 0:
            entry = pwd.getpwnam("nobody")
            self.user = {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
            os.chown(self.folder, entry.pw_uid, entry.pw_gid)
        self.run("initdb", "-D", str(self.folder / "data"), "-U", "grader", "-A", "trust", "--no-sync", "-E", "UTF8", "--locale=C")

    def run(self, name, *arguments):
        """Run one of PostgreSQL's programs to its end."""
        done = subprocess.run([binaries() / name, *arguments], capture_output=True, text=True, cwd=self.folder, **self.user)
        assert done.returncode == 0, done.stdout + done.stderr

    def start(self):
        """Start the server and wait until it answers."""
        with open(self.folder / "log.txt", "ab") as log:
            self.process = subprocess.Popen(
                [binaries() / "postgres", "-D", str(self.folder / "data"), "-k", str(self.folder), "-p", "5432", "-c", "listen_addresses=", "-c", "fsync=off"],
                stdout=log, stderr=log, cwd=self.folder, **self.user)
        until = time.monotonic() + 30
        while True:
            try:
                return self.execute("SELECT 1")
            except sqlalchemy.exc.OperationalError:
                assert time.monotonic() < until and self.process.poll() is None, (self.folder / "log.txt").read_text()
                time.sleep(0.05)

    def stop(self):
        """End the server, and every connection with it."""
        if self.process is not None:
            self.process.send_signal(2)  # a fast shutdown
            self.process.wait(30)
            self.process = None

    def close(self):
        """End the server and delete its folder."""
        self.stop()
        shutil.rmtree(self.folder)

    def url(self, database, driver=None):
        """The address of a database."""
        return f"{DRIVERS.get(driver, 'postgresql')}://grader@/{database}?host={self.folder}&port=5432"

    def execute(self, statement, database="postgres"):
        """Run one statement, outside a transaction."""
        engine = sqlalchemy.create_engine(self.url(database, drivers()[0]), isolation_level="AUTOCOMMIT", poolclass=sqlalchemy.NullPool)
        with engine.connect() as connection:
            result = connection.exec_driver_sql(statement)
            return result.fetchall() if result.returns_rows else None

    def database(self, template="template0"):
        """The name of a new database, a copy of another."""
        name, until = f"course{next(self.names)}", time.monotonic() + 20
        while True:
            try:
                self.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
                return name
            except sqlalchemy.exc.OperationalError:  # somebody who was killed is still connected to the template
                if time.monotonic() > until:
                    raise
                time.sleep(0.05)


class ServedHomework(Homework):
    """The small course with its gradebook on a server. `named` says whether its settings name it, or only --db-url does."""

    def __init__(self, root, server, driver, database=None):
        super().__init__(root)
        self.server, self.driver, self.database = server, driver, database or server.database()
        self.url = server.url(self.database, driver)

    def configure(self, more="", named=True):
        """Write the settings, with `more` of them."""
        return super().configure((f"c.CourseDirectory.db_url = {self.url!r}\n" if named else "") + more)

    def copy(self, root, more=""):
        """The same course in another folder and another database."""
        shutil.copytree(self.root, root)
        return ServedHomework(root, self.server, self.driver, self.server.database(self.database)).configure(more)

    def gradebook(self):
        """nbgrader's gradebook, for a `with` statement."""
        return Gradebook(self.url, "small")
