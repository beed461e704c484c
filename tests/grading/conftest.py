"""The small course, made once for all tests: each hands in under students' names of its own.

`make test` leaves out the tests marked long, which take minutes to prove what a shorter one shows once; `make test-long` runs them too.
"""

import itertools
import os

import pytest

from tests.grading.homework import Homework
from tests.grading.small_course import SmallCourse


def pytest_collection_modifyitems(config, items):
    """Leave out the long ones, unless they are asked for."""
    if not os.environ.get("LONG"):
        long = [item for item in items if item.get_closest_marker("long")]
        config.hook.pytest_deselected(items=long)
        items[:] = [item for item in items if not item.get_closest_marker("long")]


@pytest.fixture(scope="session")
def small(tmp_path_factory):
    """The small course's folder (tests.grading.small_course)."""
    return SmallCourse(tmp_path_factory.mktemp("small") / "course")


@pytest.fixture(scope="session")
def course(small):
    """The small course as the autograder sees it."""
    return small.course()


@pytest.fixture(scope="session")
def lab(course):
    """The assignment with one notebook."""
    return course.assignment("lab")


@pytest.fixture(scope="session")
def two(course):
    """The assignment with two notebooks."""
    return course.assignment("two")


_numbers = itertools.count()


@pytest.fixture
def student():
    """The id of a student nobody else is."""
    return f"student{next(_numbers)}"


@pytest.fixture(scope="session")
def base(tmp_path_factory):
    """The course of tests.grading.homework, to be copied: nobody has handed in yet."""
    return Homework(tmp_path_factory.mktemp("homework") / "base").make()
