"""Publish the book that `make book` has built: python -m tools.publish [--remote origin].

What it is published as stands in the environment, as when it was built: BOOK_REPOSITORY, BOOK_SITE, BOOK_VERSION
(_ext/published.py says what they are). Two branches of the remote change: launch-VERSION gets the notebooks that Binder,
Colab and JupyterHub open, gh-pages the pages, beside those of the other versions. .github/workflows/book.yml calls it.
"""

import argparse
import os
import shutil
import sys
from pathlib import Path

import yaml

from tools import launch, site
from tools.branch import BranchError, git, update

ROOT = Path(__file__).resolve().parent.parent
NEEDED = ("BOOK_REPOSITORY", "BOOK_SITE", "BOOK_VERSION")


def publish(root, remote, repository, address, version):
    """Write both branches; the notebooks first, so that no page links to what is not there yet."""
    ref = git(root, "rev-parse", "HEAD").decode().strip()
    title = yaml.safe_load((root / "_config.yml").read_text(encoding="utf-8"))["title"]

    def notebooks(folder):
        for old in folder.iterdir():
            shutil.rmtree(old) if old.is_dir() else old.unlink()
        launch.write(root, folder, repository, ref, f"{address}{version}/")

    def pages(folder):
        site.publish(root / "_build" / "html", folder, version, address, title)

    update(root, remote, f"launch-{version}", notebooks, f"The notebooks of {version}, at {ref}", history=True)
    update(root, remote, "gh-pages", pages, f"The book, {version} at {ref}", history=False)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--remote", default="origin", help="the remote repository, by name or address")
    options = parser.parse_args()
    if missing := [name for name in NEEDED if not os.environ.get(name)]:
        return f"Say in the environment what the book is published as: {', '.join(missing)} missing."
    if not (ROOT / "_build" / "html" / "index.html").is_file():
        return "There is no built book in _build/html: run make book first, with the same environment."
    repository, address, version = (os.environ[name] for name in NEEDED)
    try:
        publish(ROOT, options.remote, repository, address, version)
    except (BranchError, launch.LaunchError) as error:
        return str(error)
    print(f"Published: {address}{version}/")


if __name__ == "__main__":
    sys.exit(main())
