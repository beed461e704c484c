"""pytest plugin of `make test`: a test that passed does not run again until a file that it depends on has changed.

Such a test counts as "unchanged" in pytest's closing line. `python -m pytest`, without this plugin, runs everything.
"""

import json
from pathlib import Path

import pytest

from tools.cache import fingerprint, sources

ROOT = Path(__file__).resolve().parent.parent
EXERCISES = ("dlkit/", "exercises/", "solutions/", "tools/", "nbgrader_config.py")
DEPENDS = {  # folders of tests: how the names of the files outside tests/ begin that these depend on
    ("tests/book",): ("",),
    ("tests/grading",): (*EXERCISES, "teaching/", "docker/", "README.md"),
    ("tests/exercises",): EXERCISES,
    ("tests/dlkit", "tests/parity"): ("dlkit/",),
    ("tests/tools",): ("dlkit/", "tools/", "_ext/", "_vendor/", ".github/", ".ci/", "Makefile", "nbgrader_config.py"),
}
GRADING = "dlkit/grading/"  # on which these do not depend, though on the rest of dlkit
WITHOUT_GRADING = ("tests/exercises", "tests/dlkit", "tests/parity")
COMMON = ("requirements.txt", "pyproject.toml")
REASON = "unchanged since it passed"


def states(root):
    """For each entry of DEPENDS a hash of the files that its tests depend on, these tests included."""
    hidden = [path for folder in (".github", ".ci") for path in (root / folder).rglob("*") if path.is_file()]
    course = {path.relative_to(root).as_posix(): path for path in (*sources(root), *hidden)}
    result = {}
    for folders, begins in DEPENDS.items():
        files = [path for name, path in course.items() if name.startswith((*COMMON, *begins))
                 and not (name.startswith(GRADING) and set(folders) <= set(WITHOUT_GRADING))]
        files += [path for folder in folders for path in (root / folder).rglob("*") if path.is_file() and path.suffix != ".pyc"]
        result[" ".join(folders)] = fingerprint(root, [*files, root / "tests" / "conftest.py"])
    return result


class Unchanged:
    """Skips the tests that the file `memory` knows to have passed in the present state of `root`."""

    def __init__(self, root, memory):
        self.root, self.memory = root, memory
        self.states = states(root)
        old = json.loads(memory.read_text()) if memory.exists() else {}
        self.passed = {name: set(old[name][1]) if old.get(name, [None])[0] == state else set() for name, state in self.states.items()}

    def group(self, nodeid):
        """The set of passed tests that `nodeid` belongs to, or None for a test that always runs."""
        return next((self.passed[name] for name in self.states if nodeid.startswith(tuple(f"{folder}/" for folder in name.split()))), None)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item):
        if item.nodeid in (self.group(item.nodeid) or ()):
            pytest.skip(REASON)

    def pytest_runtest_logreport(self, report):
        passed = self.group(report.nodeid)
        if passed is None or untouched(report):
            return
        if report.failed:
            passed.discard(report.nodeid)
        elif report.when == "call" and report.passed:
            passed.add(report.nodeid)

    def pytest_report_teststatus(self, report):
        return ("unchanged", "=", "UNCHANGED") if untouched(report) else None

    def pytest_sessionfinish(self, session):
        if hasattr(session.config, "workerinput") or states(self.root) != self.states:  # a worker; files that changed meanwhile
            return
        self.memory.parent.mkdir(exist_ok=True)
        self.memory.write_text(json.dumps({name: [state, sorted(self.passed[name])] for name, state in self.states.items()}))


def untouched(report):
    """Whether `report` is about a test that this plugin did not let run."""
    return report.skipped and isinstance(report.longrepr, tuple) and report.longrepr[2] == f"Skipped: {REASON}"


def pytest_configure(config):
    config.pluginmanager.register(Unchanged(ROOT, ROOT / "_build" / ".passed.json"))
