import pytest
from bs4 import BeautifulSoup

from tests.book.tiny import build, notebook

HINT = """\
# Page

:::{hint}
1. Look at **$x$**.
2. Then at its square.

   In both places.
3. It is 4.
:::
"""


def folds(html):
    return BeautifulSoup(html, "html.parser").select("details.dl-hint")


def test_each_step_lies_folded_within_the_one_before(tmp_path):
    html, said = build(tmp_path, {"index.md": HINT}, ["hint"])
    first, second, third = folds(html)
    assert said == ""
    assert [fold.summary.get_text().strip() for fold in (first, second, third)] == ["Hint 1 of 3", "Hint 2 of 3", "Hint 3 of 3"]
    assert third.find_parent("details") is second and second.find_parent("details") is first
    assert not any(fold.has_attr("open") for fold in (first, second, third))


def test_a_step_keeps_its_formulas_and_paragraphs_and_the_next_comes_after_them(tmp_path):
    html, _ = build(tmp_path, {"index.md": HINT}, ["hint"])
    first, second, _ = folds(html)
    assert first.strong.select_one("span.math") and "In both places." in second.get_text()
    assert first.select_one(".dl-hint-text").find_all(recursive=False)[-1] is second


def test_one_step_is_not_counted(tmp_path):
    html, said = build(tmp_path, {"index.md": "# Page\n\n:::{hint}\n1. Try 2.\n:::\n"}, ["hint"])
    assert said == "" and [fold.summary.get_text().strip() for fold in folds(html)] == ["Hint"]


def test_without_html_the_steps_are_plain_text(tmp_path):
    text, said = build(tmp_path, {"index.md": HINT}, ["hint"], builder="text")
    assert said == "" and text.index("Hint 1 of 3") < text.index("Then at its square.") < text.index("Hint 3 of 3")


def test_a_question_can_have_hints_before_its_answers(tmp_path):
    page = "# Page\n\n::::{quiz} How many?\n:::{hint}\n1. Count.\n2. Twice.\n:::\n- [x] two\n  Yes.\n- [ ] one\n  No.\n::::\n"
    html, said = build(tmp_path, {"index.md": page}, ["quiz", "hint"])
    quiz = BeautifulSoup(html, "html.parser").select_one(".dl-quiz")
    assert said == "" and len(quiz.select(".dl-hint")) == 2 and len(quiz.select(".dl-answer")) == 2


def test_a_task_can_have_hints(tmp_path):
    exercise = {"exercises/ps1/ps1.ipynb": notebook("## Task 1 (2 points). Count")}
    page = "# Page\n\n::::{task} ps1 1 Count (2 points)\nText.\n:::{hint}\n1. Use your fingers.\n:::\n::::\n"
    html, said = build(tmp_path, {"index.md": page, **exercise}, ["task", "hint"], exclude_patterns=["exercises", "_build"])
    assert said == "" and BeautifulSoup(html, "html.parser").select_one(".dl-task details.dl-hint")


FAULTY = [
    ("Text.", "there is none"),
    ("", "there is none"),
    ("1. one\n\nText.", "there is none"),
    ("- one\n- two", "there is none"),
    ("1. one\n2. two\n3. three\n4. four", "there are 4"),
    ("1. one\n2.\n3. three", "step 2 is empty"),
]


@pytest.mark.parametrize("body, complaint", FAULTY)
def test_a_faulty_hint_fails_the_build_and_names_page_and_line(tmp_path, body, complaint):
    _, said = build(tmp_path, {"index.md": f"# Page\n\n:::{{hint}}\n{body}\n:::\n"}, ["hint"])
    assert "index.md:3: ERROR: line 3: hint: " in said and complaint in said
