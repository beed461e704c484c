"""What dlkit imports is declared, and its oldest releases are those that `make test-oldest` runs on."""

import ast
import re
import sys
import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.version import Version

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
PYTORCH = PROJECT["optional-dependencies"]["torch"]
IMPORTED_AS = {"scikit-learn": "sklearn", "pillow": "PIL"}
ALREADY_THERE = {"IPython"}  # imported in a notebook alone
GRADING = "course", "cluster", "postgres"  # the extras that dlkit.grading may use
BROUGHT = {"jinja2", "jupyter_client", "jupyter_core", "nbconvert", "nbformat", "traitlets", "docutils"}  # by nbgrader; the last by jupyter-book


def oldest(requirements):
    """{name: Version} of "name>=version"."""
    found = {}
    for requirement in map(Requirement, requirements):
        (bound,) = requirement.specifier
        assert bound.operator == ">=", requirement
        found[requirement.name] = Version(bound.version)
    return found


def imported(file):
    """The first names of the modules that a file imports, anywhere in it."""
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module.partition(".")[0]


def used(files):
    """The first names of what files import that is neither Python's nor dlkit's."""
    return {name for file in files for name in imported(file)} - {"dlkit"} - sys.stdlib_module_names


def test_what_dlkit_imports_is_declared():
    declared = {IMPORTED_AS.get(name, name) for name in oldest(PROJECT["dependencies"] + PYTORCH)}
    library = [file for file in (ROOT / "dlkit").rglob("*.py") if ROOT / "dlkit/grading" not in file.parents]
    assert used(library) - ALREADY_THERE == declared


def test_what_grading_imports_is_in_its_extras():
    extras = {Requirement(line).name for extra in GRADING for line in PROJECT["optional-dependencies"][extra]}
    plain = {Requirement(line).name for line in PROJECT["dependencies"]}
    needed = {"ipython" if name == "IPython" else name for name in used((ROOT / "dlkit/grading").rglob("*.py"))}
    assert "nbgrader" in extras and needed - BROUGHT <= extras | plain


def test_the_oldest_releases_are_the_lower_ends_of_the_ranges():
    pins = dict(re.findall(r"^(\S+)==(\S+)$", (ROOT / "tests/oldest.txt").read_text(), flags=re.MULTILINE))
    assert {name: Version(version) for name, version in pins.items()} == oldest(PROJECT["dependencies"] + PYTORCH)
