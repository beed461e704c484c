"""The small course, made once for all tests: each hands in under students' names of its own.

`make test` leaves out what takes minutes and short time limits to prove; `make test-long` runs it too.
"""

import itertools
import os

import pytest

from tests.grading.homework import Homework
from tests.grading.small_course import SmallCourse

collect_ignore = [] if os.environ.get("LONG") else ["hostile", "test_durability.py", "test_dask.py", "test_postgres.py"]


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
