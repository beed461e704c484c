"""Killed at a few moments and resumed: one outcome each, none graded twice. Many more: python -m tests.grading.durability."""

import os
import random

import pytest

from tests.grading import durability
from tests.grading.durability import KINDS, POINTS

pytestmark = pytest.mark.skipif(not os.path.isdir("/proc/self/task"), reason="looks for processes in /proc")


@pytest.fixture(scope="module")
def undisturbed(base, tmp_path_factory):
    """The class, what an undisturbed run leaves of it, and how long that takes."""
    folder = tmp_path_factory.mktemp("durability")
    course = durability.make(folder, base)
    return folder, course, *durability.undisturbed(course.copy(folder / "reference", durability.CONFIG))


def test_the_undisturbed_run_is_what_the_others_are_compared_with(undisturbed):
    _, _, expected, _ = undisturbed
    assert {row["student"]: (row["outcome"], row["score"]) for row in expected["outcomes"]} == {
        "ada": ("graded", 6), "bernhard": ("graded", 1), "chandra": ("graded", 4), "dirac": ("graded", 0), "emmy": ("crashed", 4),
        "fermi": ("graded", 6), "gauss": ("missing", None)}
    assert expected["seen"] == dict.fromkeys(durability.STUDENTS, 1)
    assert len(expected["notebooks"]) == len(durability.STUDENTS) and not any("dlkit-" in name or "pending" in name for name in expected["files"])


@pytest.mark.parametrize("kind", KINDS)
def test_killed_and_resumed(undisturbed, kind):
    folder, course, expected, seconds = undisturbed
    durability.once(folder / "run", course, kind, random.Random(1), expected, seconds)


@pytest.mark.parametrize("point", POINTS)
def test_killed_at_each_step_of_recording_and_resumed(undisturbed, point):
    folder, course, expected, _ = undisturbed
    number = list(POINTS).index(point)
    copy = course.copy(folder / f"killed {number}", durability.CONFIG)
    assert os.waitstatus_to_exitcode(os.waitpid(durability.start(copy, resume=False, point=(point, number % 2, 4)), 0)[1]) == -9
    assert os.waitstatus_to_exitcode(os.waitpid(durability.start(copy, resume=True), 0)[1]) == 1
    left = durability.found(copy)
    for part in expected:
        assert left[part] == expected[part], part
