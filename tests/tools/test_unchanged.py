"""make test runs a slow test again only after a change, and never takes a failed one for passed."""

import re

import pytest

from tools.unchanged import states

QUICK = "def test_quick():\n    pass\n"
SLOW = "def test_slow():\n    open({count!r}, 'a').write('x')\n    assert {outcome}\n"


@pytest.fixture
def suite(course):
    """A course with one test that always runs and one slow one; call it to run them and get pytest's closing counts."""
    course.write("tests/conftest.py", "")
    course.write("tests/test_quick.py", QUICK)

    def run(*options, outcome=None):
        if outcome is not None:
            course.write("tests/tools/test_slow.py", SLOW.format(count=str(course.count), outcome=outcome))
        plugins = ["--disable-plugin-autoload", "-p", "xdist", "-p", "tools.unchanged", "-p", "no:cacheprovider"]
        done = course.run("pytest", "tests", *plugins, *options)
        counts = re.findall(r"(\d+) (passed|failed|unchanged)", done.stdout.splitlines()[-1])
        return {name: int(number) for number, name in counts}

    return run


@pytest.mark.parametrize("options", [[], ["-n", "1"]], ids=["one process", "a worker"])
def test_a_slow_test_that_passed_runs_again_only_after_a_change(course, suite, options):
    assert suite(*options, outcome=True) == {"passed": 2}
    assert suite(*options) == {"passed": 1, "unchanged": 1} and course.runs == 1
    course.write("chapters/01/notes.md", "nothing to do with it")
    assert suite(*options) == {"passed": 1, "unchanged": 1}
    course.write("tools/strip.py", "# another tool\n")
    assert suite(*options) == {"passed": 2} and course.runs == 2


def test_a_test_that_failed_runs_until_it_passes(course, suite):
    assert suite(outcome=False) == {"passed": 1, "failed": 1}
    assert suite() == {"passed": 1, "failed": 1} and course.runs == 2
    assert suite(outcome=True) == {"passed": 2}


def test_who_grades_changes_no_layer(course):
    course.write("tests/conftest.py", "")
    course.write("dlkit/grading/feedback/hide.py", "")
    before = states(course.root)
    course.write("dlkit/grading/feedback/hide.py", "# changed\n")
    after = states(course.root)
    assert {name for name in before if before[name] != after[name]} == {"tests/book", "tests/grading", "tests/tools"}
    course.write("dlkit/numpy.py", "")
    assert not any(after[name] == state for name, state in states(course.root).items())


def test_a_workflow_is_a_file_that_tests_depend_on(course):
    course.write("tests/conftest.py", "")
    before = states(course.root)
    course.write(".github/workflows/test.yml", "on: push\n")
    assert before["tests/tools"] != states(course.root)["tests/tools"]
