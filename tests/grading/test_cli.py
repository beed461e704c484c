"""The command `dlkit`: which commands there are, what it says when something is wrong, what it imports."""

import ast
import importlib
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from dlkit import cli

ROOT = Path(__file__).parents[2]


def dlkit(*arguments, cwd=None, **environment):
    """python -m dlkit, as a program: the finished process."""
    command = [sys.executable, "-m", "dlkit", *map(str, arguments)]
    return subprocess.run(command, cwd=cwd, env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", **environment},
                          capture_output=True, encoding="utf-8")


@pytest.mark.parametrize("name", cli.COMMANDS)
def test_a_command_explains_itself_and_its_examples_can_be_parsed(name, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "70")
    command = importlib.import_module(f"dlkit.grading.commands.{name}")
    with pytest.raises(SystemExit) as stop:
        cli.main([name, "--help"])
    shown = capsys.readouterr().out
    assert stop.value.code == 0 and "examples:" in shown and "exit code" in shown.lower()
    assert " ".join(command.HELP.split()) in " ".join(shown.split())
    assert all(len(line) <= 70 for line in shown.split("examples:")[0].splitlines())
    for line in filter(None, command.EXAMPLES.splitlines()):
        assert line.startswith(f"  dlkit {name}"), f"the examples stand below one another, indented: {line!r}"
        assert line.rstrip() in shown
        words = line.strip().split("  ")[0].split(" | ")[0].split(" > ")[0].split()[1:]
        seen = []
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(command, "run", lambda options, seen=seen: seen.append(options) or 0)
            assert cli.main(words) == 0 and len(seen) == 1


def test_the_list_of_commands_is_there_without_importing_any_of_them():
    done = subprocess.run([sys.executable, "-X", "importtime", "-m", "dlkit", "--help"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0 and all(name in done.stdout for name in cli.COMMANDS)
    assert not [name for name in ("numpy", "nbgrader", "dlkit.grading.commands.check") if f" {name}\n" in done.stderr]


def test_every_command_file_is_a_command():
    folder = ROOT / "dlkit" / "grading" / "commands"
    with_run = {path.stem for path in folder.glob("*.py") if any(getattr(node, "name", "") == "run" for node in ast.parse(path.read_text(encoding="utf-8")).body)}
    assert with_run == set(cli.COMMANDS)


def test_pip_installs_the_command():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["project"]["scripts"] == {"dlkit": "dlkit.cli:main"}
    files = project["tool"]["setuptools"]["package-data"]["dlkit.grading.report"]
    assert {path.name for path in (ROOT / "dlkit" / "grading" / "report").glob("page.[cj]*s*")} == set(files)


@pytest.mark.parametrize("arguments", [[], ["nonsense"], ["check", "--nonsense"], ["grade"]])
def test_wrong_arguments_end_with_code_2(arguments, capsys):
    with pytest.raises(SystemExit) as stop:
        cli.main(arguments)
    assert stop.value.code == 2 and "usage: dlkit" in capsys.readouterr().err


def test_what_is_not_installed_is_named_with_the_way_to_get_it(monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "dlkit.grading.commands.report", None)
    assert cli.main(["report", "ps1"]) == 2
    assert "dlkit report needs" in (said := capsys.readouterr().err) and "pip install 'dlkit[course]'" in said


def test_a_reader_who_has_seen_enough_and_ctrl_c_are_no_errors(monkeypatch, capsys):
    from dlkit.grading.commands import check

    def stop(_):
        raise KeyboardInterrupt

    monkeypatch.setattr(check, "run", stop)
    assert cli.main(["check"]) == cli.INTERRUPTED and "Traceback" not in capsys.readouterr().err
    code = "import sys; sys.argv = ['dlkit', 'doctor', '--help']\nfrom dlkit import cli\nfrom dlkit.grading.commands import check\n"
    code += "def run(_):\n    for _ in range(100000): print('x' * 100)\ncheck.run = run\nsys.exit(cli.main(['check']))"
    with subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.stdout.readline()
        process.stdout.close()
        complaints = process.stderr.read()
    assert process.returncode == 0 and not complaints


def test_the_version_is_dlkits(capsys):
    import dlkit as package

    with pytest.raises(SystemExit):
        cli.main(["--version"])
    assert capsys.readouterr().out == f"dlkit {package.__version__}\n"
