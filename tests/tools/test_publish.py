"""The branches that publishing writes, in a repository of its own with a bare one as its remote."""

import subprocess

import pytest

from tools import branch, launch
from tools.branch import BranchError, git, update
from tools.publish import publish

ADDRESS, REPOSITORY = "https://owner.github.io/name/", "https://github.com/owner/name"


@pytest.fixture
def checkout(course, monkeypatch):
    """The small course as a repository with a built book; its remote is the bare repository `remote`."""
    for name in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{name}_NAME", "A Name")
        monkeypatch.setenv(f"GIT_{name}_EMAIL", "name@example.org")
    for name in launch.BESIDE:
        if not (course.root / name).exists():
            course.write(f"{name}/runtime.txt" if name == "binder" else name, "something")
    course.write("_build/html/index.html", "the book")
    course.write("_build/html/404.html", '<a href="index.html">')
    course.write(".gitignore", "/_build/\n")
    git(course.root, "init", "--quiet", "--initial-branch=main")
    git(course.root, "add", "--all")
    git(course.root, "commit", "--quiet", "--message", "A course")
    subprocess.run(["git", "init", "--quiet", "--bare", course.root.parent / "remote"], check=True)
    return course


def remote(checkout):
    return str(checkout.root.parent / "remote")


def files(checkout, name):
    return set(git(remote(checkout), "ls-tree", "-r", "--name-only", name).decode().splitlines())


def commits(checkout, name):
    return int(git(remote(checkout), "rev-list", "--count", name))


def test_a_tag_and_main_end_in_one_site_and_each_has_notebooks_of_its_own(checkout):
    publish(checkout.root, remote(checkout), REPOSITORY, ADDRESS, "latest")
    checkout.write("_build/html/index.html", "the book as tagged")
    publish(checkout.root, remote(checkout), REPOSITORY, ADDRESS, "v1.0")
    assert files(checkout, "gh-pages") == {".nojekyll", "index.html", "404.html", "versions.html", "latest/index.html", "latest/404.html",
                                           "v1.0/index.html", "v1.0/404.html"}
    assert git(remote(checkout), "show", "gh-pages:latest/index.html") == b"the book"
    head = git(checkout.root, "rev-parse", "HEAD").decode().strip()
    for version in ("latest", "v1.0"):
        assert "dlkit/__init__.py" in files(checkout, f"launch-{version}")
        page = git(remote(checkout), "show", f"launch-{version}:chapters/01/page.ipynb").decode()
        assert f"{REPOSITORY}/archive/{head}.zip" in page and f"{ADDRESS}{version}/chapters/01/page.html" in page
    assert git(checkout.root, "status", "--porcelain") == b"", "what is checked out stays as it is"


def test_the_site_is_one_commit_and_the_notebooks_have_a_history_that_a_hub_can_follow(checkout):
    for content in ("1", "2"):
        checkout.notebook("chapters/01/page.ipynb", content)
        checkout.write("_build/html/index.html", content)
        publish(checkout.root, remote(checkout), REPOSITORY, ADDRESS, "latest")
    assert (commits(checkout, "gh-pages"), commits(checkout, "launch-latest")) == (1, 2)


def test_notebooks_that_did_not_change_are_not_committed_again(checkout):
    for _ in range(2):
        publish(checkout.root, remote(checkout), REPOSITORY, ADDRESS, "latest")
    assert commits(checkout, "launch-latest") == 1


def test_a_page_that_is_gone_leaves_the_branch_too(checkout):
    checkout.notebook("chapters/01/old.ipynb", "1")
    publish(checkout.root, remote(checkout), REPOSITORY, ADDRESS, "latest")
    (checkout.root / "chapters/01/old.ipynb").unlink()
    publish(checkout.root, remote(checkout), REPOSITORY, ADDRESS, "latest")
    assert "chapters/01/old.ipynb" not in files(checkout, "launch-latest")


def test_of_two_that_publish_at_the_same_time_neither_is_lost(checkout):
    came = []

    def mine(folder):
        if not came:  # somebody else is quicker, between our fetch and our push
            came.append(True)
            update(checkout.root, remote(checkout), "gh-pages", lambda other: (other / "theirs").touch(), "Theirs", history=False)
        (folder / "mine").touch()

    update(checkout.root, remote(checkout), "gh-pages", lambda folder: (folder / "before").touch(), "Before", history=False)
    update(checkout.root, remote(checkout), "gh-pages", mine, "Mine", history=False)
    assert files(checkout, "gh-pages") == {"before", "theirs", "mine"}


def test_a_push_that_is_refused_for_good_says_what_git_said(checkout):
    hook = checkout.root.parent / "remote/hooks/pre-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho this branch is protected\nexit 1\n")
    hook.chmod(0o755)
    with pytest.raises(BranchError, match="(?s)^git push .*this branch is protected"):
        update(checkout.root, remote(checkout), "gh-pages", lambda folder: (folder / "a").touch(), "A", history=False)


def test_it_says_what_is_missing_in_the_environment(checkout):
    done = checkout.run("tools.publish", BOOK_REPOSITORY=REPOSITORY, BOOK_SITE="", BOOK_VERSION="")
    assert done.returncode == 1 and done.stderr == "Say in the environment what the book is published as: BOOK_SITE, BOOK_VERSION missing.\n"


def test_the_workflow_s_own_steps_publish(checkout):
    git(checkout.root, "remote", "add", "origin", remote(checkout))
    done = checkout.run("tools.publish", BOOK_REPOSITORY=REPOSITORY, BOOK_SITE=ADDRESS, BOOK_VERSION="v1.0")
    assert done.returncode == 0, done.stderr
    assert done.stdout == f"Published: {ADDRESS}v1.0/\n" and branch.fetched(checkout.root, "origin", "launch-v1.0")
