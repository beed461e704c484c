"""Settings of nbgrader's that grading does not act on are named, by `dlkit grade` and by `dlkit doctor`."""

import pytest
from traitlets.config import Config

from dlkit.grading.doctor.finding import OK, WARNING
from dlkit.grading.doctor.settings import settings
from dlkit.grading.instructor.settings import not_called, not_used
from tests.grading.test_cli import ROOT, dlkit

HOOK = "c.Autograde.post_convert_hook = print\n"


@pytest.mark.parametrize(("made", "called", "used"), [
    ({}, [], []),
    ({"Autograde": {"create_student": False}, "GenerateFeedback": {"pre_convert_hook": "a.b"}}, [], []),
    ({"Autograde": {"pre_convert_hook": "a.b"}, "BaseConverter": {"post_convert_hook": print}}, ["Autograde.pre_convert_hook", "BaseConverter.post_convert_hook"], []),
    ({"Autograde": {"pre_convert_hook": None}}, [], []),
    ({"Execute": {"timeout": 60, "on_cell_start": print}, "NotebookClient": {"kernel_name": "ir"}}, ["Execute.on_cell_start"], ["Execute.timeout", "NotebookClient.kernel_name"]),
])
def test_hooks_and_what_is_said_to_a_kernel_are_found(made, called, used):
    config = Config(made)
    assert (not_called(config), not_used(config)) == (called, used)
    assert not_called(config) == called, "looking at it changes nothing"


def test_the_commands_name_them(base, tmp_path):
    plain, hooked = base.copy(tmp_path / "plain"), base.copy(tmp_path / "hooked", HOOK)
    assert [finding.state for finding in settings(plain.root)] == [OK]  # how a kernel is run, in every copy's settings
    assert [finding.state for finding in settings(hooked.root)] == [WARNING, OK]
    assert not list(settings(tmp_path))
    said = [dlkit("grade", "hw", "--course-root", course.root, "--sandbox", "none", PYTHONPATH=str(ROOT)).stderr for course in (plain, hooked)]
    assert ["Autograde.post_convert_hook" in text for text in said] == [False, True], said
