import pytest
from bs4 import BeautifulSoup

from tests.book.tiny import build, notebook

QUIZ = """\
# Page

:::{quiz} What is $1 + 1$?
It is a number.
- [x] $2$
  Right. The successor of one.
- [ ] $11$
  That is how strings add.

  It has **two** paragraphs.
- [x] two
  The same, in words.
:::
"""


def answers(html):
    return BeautifulSoup(html, "html.parser").select(".dl-quiz details")


def test_every_answer_opens_to_its_verdict_and_explanation(tmp_path):
    html, said = build(tmp_path, {"index.md": QUIZ}, ["quiz"])
    assert said == ""
    first, second, third = answers(html)
    assert [answer["class"] for answer in (first, second, third)] == [["dl-answer", side] for side in ("dl-right", "dl-wrong", "dl-right")]
    assert first.summary.select_one("span.math") and "Right. The successor of one." in first.get_text()
    assert second.select_one(".dl-verdict").get_text() == "Not this one. "
    assert second.strong.get_text() == "two" and len(second.select(".dl-answer-why > p")) == 2
    assert third.select_one(".dl-verdict").get_text() == "Right. "


def test_all_answers_start_closed_and_the_explanation_is_outside_the_summary(tmp_path):
    html, _ = build(tmp_path, {"index.md": QUIZ}, ["quiz"])
    assert not any(answer.has_attr("open") for answer in answers(html))
    assert all("dl-verdict" not in str(answer.summary) for answer in answers(html))


def test_the_question_keeps_the_text_before_the_first_answer(tmp_path):
    html, _ = build(tmp_path, {"index.md": QUIZ}, ["quiz"])
    group = BeautifulSoup(html, "html.parser").select_one(".dl-quiz")
    assert group["role"] == "group" and "It is a number." in group.get_text()


def test_a_verdict_that_the_author_wrote_is_not_said_twice(tmp_path):
    html, _ = build(tmp_path, {"index.md": QUIZ}, ["quiz"])
    assert answers(html)[0].get_text().count("Right") == 1


def test_without_html_the_answers_are_plain_text(tmp_path):
    text, said = build(tmp_path, {"index.md": QUIZ}, ["quiz"], builder="text")
    assert said == ""
    assert "Not this one. That is how strings add." in text


FAULTY = [
    ("- [ ] one\n  Too few.\n- [ ] three\n  Too many.", "no answer is marked right"),
    ("- [x] two\n- [ ] three\n  Too many.", "answer 1 has no explanation"),
    ("- [x] two\n  Right.", "at least two answers"),
    ("", "at least two answers"),
    ("- two\n  Right.\n- [ ] three\n  Too many.", "an answer starts with"),
]


@pytest.mark.parametrize("body, complaint", FAULTY)
def test_a_faulty_question_fails_the_build_and_names_page_and_line(tmp_path, body, complaint):
    page = f"# Page\n\nText.\n\n:::{{quiz}} How many?\n{body}\n:::\n"
    _, said = build(tmp_path, {"index.md": page}, ["quiz"])
    assert "index.md:5: ERROR: line 5: quiz: " in said and complaint in said


def test_in_a_notebook_the_error_names_the_cell(tmp_path):
    page = notebook("# Page", "Text.\n\n:::{quiz} How many?\n- [ ] one\n  No.\n- [ ] two\n  No.\n:::")
    _, said = build(tmp_path, {"index.ipynb": page}, ["quiz"])
    assert "index.ipynb: ERROR: cell 2, line 3: quiz: no answer is marked right" in said
