"""The part "Teaching" of the book names commands, options, outcomes, limits and files that there are."""

import argparse
import importlib
import re
from pathlib import Path

import pytest
from nbgrader.apps.nbgraderapp import NbGraderApp

from dlkit.cli import COMMANDS
from dlkit.grading.coordination.options import Options
from dlkit.grading.outcome import OUTCOMES

ROOT = Path(__file__).parents[2]
PAGES = sorted((ROOT / "teaching").glob("*.md"))
CODE = re.compile(r"```.*?```|`[^`\n]+`", re.DOTALL)
by_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)


def code(page):
    """Everything on a page that is set as code, as one text, a command that goes on in the next line as one line."""
    return "\n".join(CODE.findall(page.read_text(encoding="utf-8"))).replace("\\\n", " ")


def options(command):
    parser = argparse.ArgumentParser()
    importlib.import_module(f"dlkit.grading.commands.{command}").add_arguments(parser)
    return {option for action in parser._actions for option in action.option_strings}


@by_page
def test_every_command_of_a_page_is_there_and_has_the_options_that_are_shown(page):
    for command, rest in re.findall(r"(?:^|[ `/])dlkit (\w+)([^\n`#;]*)", code(page), re.MULTILINE):
        assert command in COMMANDS
        assert set(re.findall(r"--[\w-]+", rest)) <= options(command)
    assert set(re.findall(r"(?:^|`)nbgrader (\w+)", code(page), re.MULTILINE)) <= set(NbGraderApp.subcommands)


@by_page
def test_options_that_stand_alone_are_those_of_grading(page):
    alone = {option for text in re.findall(r"`(--[^`\n]+)`", page.read_text(encoding="utf-8")) for option in re.findall(r"--[\w-]+", text)}
    assert alone - {"--force", "--privileged", "--nthreads", "--CourseDirectory"} <= options("grade")


def test_the_teacher_is_told_of_every_outcome():
    text = (ROOT / "teaching" / "index.md").read_text(encoding="utf-8")
    assert re.findall(r"^`(\w+)`\n: ", text, re.MULTILINE) == list(OUTCOMES)


def test_the_limits_are_those_that_hold_if_nothing_is_said():
    text = (ROOT / "teaching" / "sandbox.md").read_text(encoding="utf-8")
    limits = Options().limits
    assert f"{limits['cell_seconds']:g} s, {limits['seconds']:g} s" in text
    assert f"| {limits['memory'] // 2**30} GB |" in text and f"| {limits['processes']} |" in text and f"| {limits['disk'] // 2**20} MB" in text


def test_the_container_gets_what_its_recipe_copies_and_nothing_else():
    recipe = (ROOT / "docker" / "Dockerfile").read_text(encoding="utf-8")
    copied = {name for line in re.findall(r"^COPY (.*)$", recipe, re.MULTILINE) for name in line.split()[:-1]}
    ignored = (ROOT / "docker" / "Dockerfile.dockerignore").read_text(encoding="utf-8").split("\n")
    assert "*" in ignored and {line[1:] for line in ignored if line.startswith("!")} == copied
    assert [name for name in copied if not (ROOT / name).exists()] == []
