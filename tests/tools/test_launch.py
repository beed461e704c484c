"""The notebooks that Binder, Colab and JupyterHub open: they install dlkit as their page used it, and run from top to bottom."""

import os
import textwrap

import nbformat
import pytest
from nbclient import NotebookClient

from tools import launch
from tools.launch import LaunchError, write
from tools.notebooks import read

REPOSITORY = "https://github.com/owner/name"


@pytest.fixture
def tree(course, tmp_path):
    for name in launch.BESIDE:
        if not (course.root / name).exists():
            course.write(f"{name}/runtime.txt" if name == "binder" else name, "something")
    course.notebook("chapters/01/page.ipynb", nbformat.v4.new_markdown_cell("# A page"), "import dlkit", "print(dlkit.answer)")
    write(course.root, tmp_path / "launch", REPOSITORY, "0123abc", "https://owner.github.io/name/latest/")
    return tmp_path / "launch"


def test_on_top_stand_a_welcome_that_leads_to_the_page_and_a_pinned_installation(tree):
    welcome, install, title, *_ = read(tree / "chapters/01/page.ipynb").cells
    assert "https://owner.github.io/name/latest/chapters/01/page.html" in welcome.source and title.source == "# A page"
    commands = [line for line in install.source.splitlines() if line.startswith("%pip install ")]
    assert len(commands) == 2 and all(f'{REPOSITORY}/archive/0123abc.zip"' in line for line in commands)
    assert "--force-reinstall" in commands[0] and "--no-deps" in commands[0], "pip keeps an installed dlkit of the same number"


def test_it_runs_from_top_to_bottom_where_only_the_install_cell_brings_dlkit(tree, tmp_path):
    """pip is a stand-in that notes what it was asked for and then puts in place what the archive holds."""
    stub, place = tmp_path / "stub", tmp_path / "installed"
    (stub / "pip").mkdir(parents=True)
    (stub / "pip" / "__init__.py").touch()
    (stub / "pip" / "__main__.py").write_text(textwrap.dedent(f"""\
        import shutil, sys
        with open({str(tmp_path / "asked")!r}, "a") as file:
            print(*sys.argv[1:], file=file)
        shutil.copytree({str(tree / "dlkit")!r}, {str(place / "dlkit")!r}, dirs_exist_ok=True)
        """))
    place.mkdir()
    notebook = read(tree / "chapters/01/page.ipynb")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(stub), str(place)]), "IPYTHONDIR": str(tmp_path / "ipython")}
    client = NotebookClient(notebook, kernel_name="python3", resources={"metadata": {"path": str(tree / "chapters/01")}})
    client.km = client.create_kernel_manager()
    client.execute(env=environment)
    assert notebook.cells[-1].outputs[0].text == "42\n"
    assert (tmp_path / "asked").read_text().splitlines() == [
        f"install --quiet --no-deps --force-reinstall dlkit @ {REPOSITORY}/archive/0123abc.zip",
        f"install --quiet --extra-index-url {launch.TORCH_FOR_CPU} dlkit[torch] @ {REPOSITORY}/archive/0123abc.zip"]


def test_the_notebooks_of_the_repository_stay_as_they_are(course, tmp_path, tree):
    assert [cell.source for cell in read(course.root / "chapters/01/page.ipynb").cells] == ["# A page", "import dlkit", "print(dlkit.answer)"]


def test_binder_finds_beside_the_notebooks_all_that_it_installs_from(tree):
    assert {path.name for path in tree.iterdir()} == {"chapters", *launch.BESIDE}


@pytest.mark.parametrize(("repository", "ref", "message"), [
    ("owner/name", "0123abc", "The repository is “owner/name”, and should be its address"),
    (REPOSITORY, "feature/x", "The ref is “feature/x”, and should be a commit or a tag"),
])
def test_what_could_not_be_installed_is_refused(course, tmp_path, repository, ref, message):
    with pytest.raises(LaunchError, match=message):
        write(course.root, tmp_path / "launch", repository, ref)


def test_a_folder_with_something_in_it_is_left_alone(course, tmp_path):
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").touch()
    done = course.run("tools.launch", "--into", str(tmp_path / "full"), "--repository", REPOSITORY, "--ref", "0123abc")
    assert done.returncode == 1 and "is not empty" in done.stderr and [*(tmp_path / "full").iterdir()] == [tmp_path / "full/mine.txt"]
