"""The notebooks of the book as Binder, Colab and JupyterHub open them:

    python -m tools.launch --into DIR --repository https://github.com/owner/name --ref COMMIT [--pages https://site/latest/]

DIR becomes what the branch launch-VERSION holds: the notebooks of chapters/, each with a cell on top that installs dlkit
exactly as it was at COMMIT, and what binder/ installs from. The notebooks of this repository stay as they are.
"""

import argparse
import re
import shutil
import sys
from pathlib import Path

import nbformat

from tools.notebooks import find, read
from tools.strip import text

ROOT = Path(__file__).resolve().parent.parent
TORCH_FOR_CPU = "https://download.pytorch.org/whl/cpu"  # asked only where PyTorch is missing; Colab has it
BESIDE = ("binder", "dlkit", "pyproject.toml", "requirements.txt", "README.md", "LICENSE", "LICENSE-CC-BY-4.0.txt")  # what binder/ needs
WELCOME = """\
{origin} First run the next cell: it installs the course's package `dlkit` as this page used it, in about half a minute. \
Then everything runs, and everything may be changed. Questions that answer back, figures to drag and references to equations are on the page."""
INSTALL = """\
# The first line brings dlkit of this page's version, even where another one is installed; the second what it needs and is not there yet.
%pip install --quiet --no-deps --force-reinstall "dlkit @ {archive}"
%pip install --quiet --extra-index-url {index} "dlkit[torch] @ {archive}\""""


class LaunchError(Exception):
    """One sentence for the person at the keyboard."""


def opening(repository, ref, page):
    """The cells that go on top of a notebook; `page` is the address of its page, or empty."""
    origin = f"This notebook belongs to [a page of the book]({page})." if page else "This notebook belongs to a page of the book."
    code = INSTALL.format(archive=f"{repository}/archive/{ref}.zip", index=TORCH_FOR_CPU)
    return [nbformat.v4.new_markdown_cell(WELCOME.format(origin=origin), id="launch-welcome"),
            nbformat.v4.new_code_cell(code, id="launch-install")]


def launched(notebook, repository, ref, page=""):
    """`notebook` with the opening cells."""
    notebook.cells = [*opening(repository, ref, page), *notebook.cells]
    return notebook


def write(root, into, repository, ref, pages=""):
    """Write the tree of the branch into the empty folder `into`; returns its notebooks. Raises LaunchError."""
    repository = repository.removesuffix("/").removesuffix(".git")
    if not re.fullmatch(r"https?://[^\s\"]+", repository):
        raise LaunchError(f"The repository is “{repository}”, and should be its address, like https://github.com/owner/name.")
    if not re.fullmatch(r"[\w.-]+", ref):
        raise LaunchError(f"The ref is “{ref}”, and should be a commit or a tag: a branch would change what the notebooks install.")
    if into.exists() and any(path.name != ".git" for path in into.iterdir()):
        raise LaunchError(f"{into} is not empty: what an earlier version left there would stay. Name an empty folder.")
    written = []
    for path in find(root, ["chapters"]):
        relative = path.relative_to(root)
        page = pages and f"{pages}{relative.with_suffix('.html').as_posix()}"
        target = into / relative
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text(launched(read(path), repository, ref, page)), encoding="utf-8")
        written.append(target)
    for name in BESIDE:
        source = root / name
        if source.is_dir():
            shutil.copytree(source, into / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, into / name)
    return written


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--into", type=Path, required=True, help="an empty folder, or one that holds nothing but .git")
    parser.add_argument("--repository", required=True, help="its address, https://github.com/owner/name")
    parser.add_argument("--ref", required=True, help="the commit or tag whose dlkit the notebooks install")
    parser.add_argument("--pages", default="", help="where the pages of this version are published, with a slash at its end")
    options = parser.parse_args()
    try:
        written = write(ROOT, options.into, options.repository, options.ref, options.pages)
    except LaunchError as error:
        return str(error)
    print(f"{len(written)} notebooks in {options.into}")


if __name__ == "__main__":
    sys.exit(main())
