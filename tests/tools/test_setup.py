"""make sets .venv up by itself, and says in one sentence what it lacks."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tools import setup_venv
from tools.setup_venv import SetupError, fingerprint, main, why

ROOT = Path(__file__).resolve().parents[2]
NEEDED = ("make", "sh", "dirname", "awk", "env")


@pytest.fixture
def bare(tmp_path):
    """A machine with make and a shell and no Python: a folder for PATH."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for tool in NEEDED:
        (folder / tool).symlink_to(shutil.which(tool))
    return folder


def make(course, bare, *arguments, **environment):
    clean = {key: value for key, value in os.environ.items() if key not in ("MAKEFLAGS", "MAKELEVEL", "PYTHON", "PYTHONPATH")}
    return subprocess.run(
        ["make", *arguments], cwd=course.root, env={**clean, "PATH": str(bare), **environment}, capture_output=True, text=True
    )


def python_that_says(folder, name, version):
    """A Python that claims to be `version`, a tuple."""
    script = folder / name
    script.write_text(f'#!/bin/sh\nexec "{sys.executable}" -c "import sys; sys.version_info = {version!r}\n$2"\n')
    script.chmod(0o755)


def test_make_alone_lists_the_targets(course, bare):
    done = make(course, bare)
    targets = [line.split()[1] for line in done.stdout.splitlines()]
    assert {"book", "test", "exercises", "grade-demo", "bench", "lab", "clean"} < set(targets)


@pytest.mark.parametrize("target", ["book", "test", "exercises", "grade-demo", "bench", "lab"])
def test_without_any_python_every_target_says_so(course, bare, target):
    done = make(course, bare, target)
    assert done.returncode != 0
    assert done.stderr.startswith("No Python was found. Install Python 3.11 or newer")


def test_a_python_that_is_too_old_is_named_with_what_is_wanted(course, bare):
    python_that_says(bare, "python3", (3, 9, 18))
    done = make(course, bare, "book")
    assert done.returncode != 0 and not (course.root / ".venv").exists()
    assert done.stderr.startswith("The course needs Python 3.11 or newer, but python3 is Python 3.9.18. Install a newer one and name it")
    assert "make book PYTHON=python3.12" in done.stderr


def test_the_python_that_was_named_is_the_one_that_is_judged(course, bare):
    python_that_says(bare, "mine", (3, 10, 0))
    python_that_says(bare, "python3", (3, 12, 0))
    assert "but mine is Python 3.10.0." in make(course, bare, "book", "PYTHON=mine").stderr
    assert make(course, bare, "book", "PYTHON=nowhere").stderr.startswith("PYTHON=nowhere does not run as a Python.")


def test_a_newer_python_beside_an_old_one_is_found(course, bare):
    python_that_says(bare, "python3", (3, 9, 18))
    (bare / "python3.12").symlink_to(course.write("stand-in", '#!/bin/sh\necho "used: $*"\n'))
    (course.root / "stand-in").chmod(0o755)
    assert "used: tools/setup_venv.py" in make(course, bare, "setup").stdout


def test_a_python_without_ensurepip_is_told_which_package_is_missing(course, bare, tmp_path):
    lacking = tmp_path / "lacking"
    lacking.mkdir()
    (lacking / "ensurepip.py").write_text("raise ModuleNotFoundError(\"No module named 'ensurepip'\")")
    done = make(course, bare, "book", f"PYTHON={sys.executable}", PYTHONPATH=str(lacking))
    assert done.returncode != 0 and not (course.root / ".venv").exists()
    assert "cannot make a virtual environment: its module ensurepip is missing" in done.stderr and "apt install python3" in done.stderr
    assert "Traceback" not in done.stderr


class Pip:
    """Stands for pip: notes what it is asked to install, and fails while `broken`."""

    def __init__(self, broken=False):
        self.asked, self.broken = [], broken

    def __call__(self, venv, *arguments):
        self.asked.append(arguments)
        if self.broken:
            raise SetupError("no network")


@pytest.fixture
def pip(monkeypatch):
    """No real virtual environment, no real pip."""
    pip = Pip()
    monkeypatch.setattr(setup_venv, "pip_install", pip)
    monkeypatch.setattr(setup_venv, "works", lambda venv: (venv / "bin").is_dir())

    def create(venv):
        shutil.rmtree(venv, ignore_errors=True)
        (venv / "bin").mkdir(parents=True)

    monkeypatch.setattr(setup_venv, "create", create)
    return pip


def test_the_set_up_is_done_once_per_change_of_the_requirements(course, pip):
    for _ in range(2):
        main(course.root)
    assert [arguments[0] for arguments in pip.asked] == ["-r", "--no-deps"]
    with open(course.root / "requirements.txt", "a") as file:
        file.write("one-more==1.0\n")
    main(course.root)
    assert len(pip.asked) == 4


def test_a_set_up_that_was_cut_off_is_not_taken_for_finished(course, pip):
    pip.broken = True
    with pytest.raises(SetupError):
        main(course.root)
    pip.broken = False
    main(course.root)
    assert len(pip.asked) == 3
    shutil.rmtree(course.root / ".venv" / "bin")
    main(course.root)
    assert len(pip.asked) == 5, "nor is one whose Python is gone"


def test_a_venv_that_somebody_else_made_is_left_alone(course, pip):
    course.write(".venv/bin/mine", "")
    with pytest.raises(SetupError, match="was not made by make, so make leaves it alone"):
        main(course.root)
    assert pip.asked == [] and (course.root / ".venv/bin/mine").exists()


def test_what_is_set_up_depends_on_the_place_because_dlkit_is_installed_from_it(course, tmp_path):
    moved = tmp_path / "moved"
    shutil.copytree(course.root, moved)
    assert fingerprint(moved) != fingerprint(course.root)


@pytest.mark.parametrize(
    ("output", "sentence"),
    [
        ("WARNING: Retrying after connection broken by 'NewConnectionError(…)'\nERROR: No matching distribution found for numpy", "pip cannot reach its package index"),
        ("ERROR: No matching distribution found for torch==2.13.0", "No matching distribution found for torch==2.13.0"),
        ("ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device", "No space left on device"),
    ],
    ids=["no network", "no file for this platform", "disk full"],
)
def test_a_failed_installation_says_why(output, sentence):
    assert sentence in why(output)


def test_every_requirement_is_pinned_and_names_no_index():
    lines = [line.split("#")[0].strip() for line in (ROOT / "requirements.txt").read_text().splitlines()]
    lines = [line for line in lines if line]
    assert len(lines) > 100 and all("==" in line and not line.startswith("-") and "://" not in line for line in lines)
    assert any(line.startswith("setuptools==") for line in lines), "dlkit is built without fetching anything"


def test_clean_removes_what_was_built_and_nothing_else(course, bare):
    for tool in ("rm", "find"):
        (bare / tool).symlink_to(shutil.which(tool))
    for name in ("_build/html/index.html", "dlkit/__pycache__/x.pyc", "work/ps1.ipynb", "work/__pycache__/y", ".venv/bin/mine"):
        course.write(name, "")
    done = make(course, bare, "distclean")
    assert done.returncode == 0 and "Kept: .venv/, which make did not make." in done.stdout
    left = {path.name for path in course.root.rglob("*")}
    assert not {"_build", "x.pyc"} & left and {"ps1.ipynb", "y", "mine", "__init__.py"} < left
    course.write(".venv/.course", "unfinished")
    make(course, bare, "clean")
    assert (course.root / ".venv").exists()
    make(course, bare, "distclean")
    assert not (course.root / ".venv").exists()
