import pytest
from bs4 import BeautifulSoup

from tests.book.tiny import build, notebook

PAGE = "# Page\n\n:::{task} ps1_likelihood 2 Stable $\\log\\sum$ (4 points)\nBeware of overflow.\n:::\n"
NOTEBOOK = notebook("# Problems", "## Task 2 (4 points). Stable $\\log\\sum$\n\nText.")
EXERCISE = {"exercises/ps1_likelihood/ps1_likelihood.ipynb": NOTEBOOK}


def test_the_notebook_is_copied_and_linked_relatively(tmp_path):
    html, said = build(tmp_path, {"index.md": PAGE, **EXERCISE}, ["task"], exclude_patterns=["exercises", "_build"])
    box = BeautifulSoup(html, "html.parser").select_one(".dl-task")
    assert said == ""
    link = box.select_one("a.download")["href"]
    assert not link.startswith(("/", "http"))
    assert (tmp_path / "_build" / "html" / link).read_text() == NOTEBOOK


def test_the_box_says_number_points_title_and_text(tmp_path):
    html, _ = build(tmp_path, {"index.md": PAGE, **EXERCISE}, ["task"], exclude_patterns=["exercises", "_build"])
    text = BeautifulSoup(html, "html.parser").select_one(".dl-task").get_text()
    assert "Graded task 2, 4 points" in text and "Stable" in text and "Beware of overflow." in text


@pytest.mark.parametrize(
    "argument, complaint",
    [("ps1_likelihood Stable (4 points)", "write it as"), ("ps1_likelihood 2 Stable", "write it as"),
     ("ps1_likelihood 3 Stable $\\log\\sum$ (4 points)", "has no heading “## Task 3 (4 points). Stable $\\log\\sum$”"),
     ("ps1_likelihood 2 Stable $\\log\\sum$ (1 point)", "has no heading “## Task 2 (1 point). Stable"),
     ("ps9_nothing 2 Stable (4 points)", "no problem set exercises/ps9_nothing/ps9_nothing.ipynb")],
)
def test_a_faulty_task_fails_the_build_and_names_page_and_line(tmp_path, argument, complaint):
    page = f"# Page\n\n:::{{task}} {argument}\n:::\n"
    _, said = build(tmp_path, {"index.md": page, **EXERCISE}, ["task"], exclude_patterns=["exercises", "_build"])
    assert "index.md:3: ERROR: line 3: task: " in said and complaint in said
