"""The workflows are YAML, and the names that they hand over are those that the tools read."""

import re
from pathlib import Path

import pytest
import yaml

from tools.publish import NEEDED

ROOT = Path(__file__).resolve().parents[2]
WORKFLOWS = {path.name: yaml.safe_load(path.read_text(encoding="utf-8")) for path in (ROOT / ".github/workflows").glob("*.yml")}


def steps(workflow):
    return [step for job in WORKFLOWS[workflow]["jobs"].values() for step in job["steps"]]


@pytest.mark.parametrize("name", WORKFLOWS)
def test_every_step_runs_something_and_every_module_is_there(name):
    for step in steps(name):
        assert ("run" in step) != ("uses" in step)
        for module in re.findall(r"python -m (tools\.\w+)", step.get("run", "")):
            assert (ROOT / f"{module.replace('.', '/')}.py").is_file()


def test_the_book_is_built_and_published_with_one_environment():
    job = WORKFLOWS["book.yml"]["jobs"]["book"]
    assert set(NEEDED) <= job["env"].keys()
    read = re.findall(r"BOOK_\w+", (ROOT / "_ext/published.py").read_text(encoding="utf-8"))
    assert {name for name in job["env"] if name.startswith("BOOK_")} == {name for name in read if name != "BOOK_"}


def test_main_and_tags_build_the_book_and_the_branch_that_they_write_is_published():
    on = WORKFLOWS["book.yml"][True]  # YAML reads the key `on` as true
    assert on["push"] == {"branches": ["main"], "tags": ["v*"]}
    commands = "\n".join(step.get("run", "") for step in steps("book.yml"))
    started = re.search(r"gh workflow run (\S+)", commands)[1]
    checkout = next(step for step in steps(started) if step.get("uses", "").startswith("actions/checkout"))
    assert "workflow_dispatch" in WORKFLOWS[started][True] and checkout["with"]["ref"] == "gh-pages"
    assert commands.index("make book") < commands.index("tools.publish") < commands.index("gh workflow run")
    assert f'"{checkout["with"]["ref"]}"' in (ROOT / "tools/publish.py").read_text(encoding="utf-8")


def test_what_a_workflow_writes_it_may_write():
    assert WORKFLOWS["book.yml"]["permissions"] == {"contents": "write", "actions": "write"}
    assert WORKFLOWS["pages.yml"]["permissions"] == {"contents": "read", "pages": "write", "id-token": "write"}
