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
- [ ] one
  No: that is the first of them.
:::
"""
MANY = """\
# Page

:::{quiz} Which are even?
:multiple:
- [x] $2$
  Twice one.
- [ ] $3$
  Right after two, and odd.
- [x] $0$
  Twice zero.
:::
"""
NUMBER = """\
# Page

:::{quiz} How far is it from 1 to 0.4?
:tolerance: 0.05
:unit: cm
- [x] -0.6
  Where it ends less where it starts.
- [ ] 0.6
  The sign is that of the way back.
:::
"""


def quizzes(html):
    return BeautifulSoup(html, "html.parser").select(".dl-quiz")


def answers(html):
    return BeautifulSoup(html, "html.parser").select(".dl-quiz details")


def verdicts(html):
    return [answer.select_one(".dl-verdict").get_text().strip() for answer in answers(html)]


def test_every_answer_opens_to_its_verdict_and_explanation(tmp_path):
    html, said = build(tmp_path, {"index.md": QUIZ}, ["quiz"])
    assert said == ""
    first, second, third = answers(html)
    assert [answer["class"] for answer in (first, second, third)] == [["dl-answer", side] for side in ("dl-right", "dl-wrong", "dl-wrong")]
    assert first.summary.select_one("span.math") and "Right. The successor of one." in first.get_text()
    assert second.select_one(".dl-verdict").get_text() == "Not this one. "
    assert second.strong.get_text() == "two" and len(second.select(".dl-answer-why > p")) == 2
    assert third.select_one(".dl-verdict").get_text() == "No: "


def test_all_answers_start_closed_and_the_explanation_is_outside_the_summary(tmp_path):
    html, _ = build(tmp_path, {"index.md": QUIZ}, ["quiz"])
    assert not any(answer.has_attr("open") for answer in answers(html))
    assert all("dl-verdict" not in str(answer.summary) for answer in answers(html))


def test_the_question_keeps_the_text_before_the_first_answer(tmp_path):
    html, _ = build(tmp_path, {"index.md": QUIZ}, ["quiz"])
    (group,) = quizzes(html)
    assert group["role"] == "group" and "It is a number." in group.get_text()


def test_a_question_is_named_by_its_own_text(tmp_path):
    html, said = build(tmp_path, {"index.md": QUIZ + MANY.replace("# Page", "")}, ["quiz"])
    names = [group.select_one(f"#{group['aria-labelledby']}").get_text() for group in quizzes(html)]
    assert said == "" and [name[:8] for name in names] == ["What is ", "Which ar"]


def test_where_many_may_apply_each_answer_says_whether_it_does(tmp_path):
    html, said = build(tmp_path, {"index.md": MANY}, ["quiz"])
    assert said == "" and verdicts(html) == ["Applies.", "Does not apply.", "Applies."]
    assert "choose all that apply" in quizzes(html)[0].get_text()
    assert "Right after two, and odd." in answers(html)[1].get_text()


def test_a_number_comes_with_its_tolerance_and_unit_and_reads_as_a_choice(tmp_path):
    html, said = build(tmp_path, {"index.md": NUMBER}, ["quiz"])
    (group,) = quizzes(html)
    assert said == "" and (group["data-tolerance"], group["data-unit"]) == ("0.05", "cm")
    assert [float(answer["data-number"]) for answer in answers(html)] == [-0.6, 0.6]
    assert [answer.summary.get_text().strip() for answer in answers(html)] == ["Answer 1: −0.6 cm", "Answer 2: 0.6 cm"]
    assert verdicts(html) == ["Right.", "Not this one."]


@pytest.mark.parametrize("page, script, others", [(QUIZ, "one", ["many", "number"]), (MANY, "many", ["one", "number"]), (NUMBER, "number", ["one", "many"])])
def test_a_page_links_the_script_of_its_kind_after_what_that_needs(tmp_path, page, script, others):
    html, _ = build(tmp_path, {"index.md": page}, ["quiz"])
    assert 0 < html.index("quiz/quiz.js") < html.index(f"quiz/{script}.js")
    assert not any(f"quiz/{other}.js" in html for other in others)


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
    ("- [x] two\n  Yes.\n- [ ] three\n  No.\n- [x] 2\n  Yes.", "answers 1 and 3 are marked right: add :multiple:"),
    (":multiple:\n- [ ] two\n  Odd.\n- [ ] three\n  Odd.", "no answer is marked right"),
    (":multiple:\n- [x] two\n  Even.\n- [ ] three", "answer 2 has no explanation"),
    (":unit: cm\n- [x] 2\n  Yes.\n- [ ] 3\n  No.", ":unit: belongs to numbers: add :tolerance:"),
    (":multiple:\n:tolerance: 1\n- [x] 2\n  Yes.\n- [ ] 5\n  No.", "exclude each other"),
    (":tolerance: 1\n- [x] 2\n  Yes.\n- [x] 5\n  Yes.", "answers 1 and 2 are marked right: one number can be right"),
    (":tolerance: 1\n- [x] 2\n  Yes.\n- [ ] 5", "answer 2 has no explanation"),
    (":tolerance: 1\n- [x] 2\n  Yes.", "at least two answers"),
    (":tolerance: -0.1\n- [x] 2\n  Yes.\n- [ ] 5\n  No.", "the tolerance is “-0.1”"),
    (":tolerance: some\n- [x] 2\n  Yes.\n- [ ] 5\n  No.", "the tolerance is “some”"),
    (":tolerance: nan\n- [x] 2\n  Yes.\n- [ ] 5\n  No.", "the tolerance is “nan”"),
    (":tolerance:\n- [x] 2\n  Yes.\n- [ ] 5\n  No.", "the tolerance is “”"),
    (":tolerance: 1\n- [x] 2,0\n  Yes.\n- [ ] 5\n  No.", "answer 1 is “2,0”: with :tolerance: every answer is a number"),
    (":tolerance: 1\n- [x] 2\n  Yes.\n- [ ] inf\n  No.", "answer 2 is “inf”"),
    (":tolerance: 1\n- [x] 2\n  Yes.\n- [ ] 5\n  No.\n- [ ] 1\n  No.", "answer 3, 1, is within the tolerance of the right one, 2"),
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
