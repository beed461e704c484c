"""What answers on a page, in a browser, on pages opened from a folder: questions, hints, tabs. By keyboard, and without JavaScript."""

import pytest

from tests.book.tiny import build, code, notebook

QUESTIONS = """\
::::{quiz} How many?
:::{hint}
1. Count.
2. Count twice.
:::
- [ ] one
  Too few.
- [x] two
  As counted.
::::

:::{quiz} Which are even?
:multiple:
- [x] 2
  Twice one.
- [ ] 3
  Odd.
- [x] 0
  Twice zero.
:::

:::{quiz} How far is it from 1 to 0.4?
:tolerance: 0.005
:unit: cm
- [x] -0.6
  Where it ends less where it starts.
- [ ] 0.6
  The sign is that of the way back.
- [ ] 0.607
  Close to the last one.
- [ ] -0.607
  Close to the right one.
:::

:::{quiz} How many are none?
:tolerance: 0
- [x] 0
  None.
- [ ] 1
  One.
:::
"""
CHOSEN = "[...document.querySelectorAll('.dl-backends > input:checked + label')].map(node => node.textContent.trim())"
BLOCKED = "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('blocked', 'SecurityError'); }});"


def pair():
    return code("n = 1", "numpy"), code("t = 1", "torch")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The folder of a built book with a page of questions and tabs, and another page of tabs."""
    folder = tmp_path_factory.mktemp("furniture")
    pages = {"index.ipynb": notebook("# Page\n\n```{toctree}\nother\n```", QUESTIONS, *pair(), *pair()), "other.ipynb": notebook("# Other", *pair())}
    _, said = build(folder, pages, ["quiz", "hint", "backend_tabs"])
    assert said == ""
    return folder / "_build" / "html"


@pytest.fixture
def page(browser, folder):
    visit = browser.visit((folder / "index.html").as_uri())
    assert visit.complaints == []
    return browser.page


def quiz(page, number):
    return page.locator(".dl-quiz").nth(number)



def seen(quiz):
    return [box.inner_text().split("\n")[0] for box in quiz.locator(".dl-answer-why").all() if box.is_visible()]


def answer(page, number, text):
    """Type a number into a question and send it with the Enter key; what is said."""
    quiz(page, number).get_by_role("textbox").fill(text)
    page.keyboard.press("Enter")
    return " ".join(quiz(page, number).get_by_role("status").inner_text().split())


def test_a_single_question_unfolds_by_key_and_says_the_verdict_to_a_screen_reader(page):
    question = quiz(page, 0)
    question.locator(".dl-answer summary").first.focus()
    page.keyboard.press("Enter")
    assert seen(question) == ["Not this one. Too few."]
    assert question.get_by_role("status").inner_text() == "Answer 1: Not this one."
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert seen(question) == ["Not this one. Too few.", "Right. As counted."]
    assert question.get_by_role("status").inner_text() == "Answer 2: Right."


def test_many_answers_are_ticked_by_key_checked_together_and_each_is_explained(page):
    question = quiz(page, 1)
    boxes = question.get_by_role("checkbox")
    assert boxes.count() == 3 and question.locator("details").count() == 0 and seen(question) == []
    boxes.first.focus()
    for key in ("Space", "Tab", "Space", "Tab", "Tab", "Enter"):
        page.keyboard.press(key)
    assert question.get_by_role("status").inner_text() == "1 of 3 right."
    assert seen(question) == ["Applies. Twice one.", "Does not apply, and you chose it. Odd.", "Applies, and you left it out. Twice zero."]
    assert question.locator(".dl-right").count() == 1 and question.locator(".dl-wrong").count() == 2


def test_many_answers_can_be_changed_and_checked_again(page):
    question = quiz(page, 1)
    button = question.get_by_role("button", name="Check")
    button.click()
    assert question.get_by_role("status").inner_text() == "Choose at least one." and seen(question) == []
    question.get_by_label("Answer 2: 3").check()
    button.click()
    for label in ("Answer 1: 2", "Answer 3: 0"):
        question.get_by_label(label).check()
    question.get_by_label("Answer 2: 3").uncheck()
    assert seen(question) == [] and question.get_by_role("status").inner_text() == ""
    button.click()
    assert question.get_by_role("status").inner_text() == "All right."
    assert seen(question) == ["Applies. Twice one.", "Does not apply. Odd.", "Applies. Twice zero."]


RIGHT, BACK, CLOSE = "−0.6 cm Right. Where it ends", "0.6 cm Not this one. The sign", "0.607 cm Not this one. Close"
READ = [("-0.6", RIGHT), ("−0,6 cm", RIGHT), ("-3/5", RIGHT), ("-6e-1", RIGHT), (" -.6", RIGHT), ("-0.605", RIGHT), ("-0.595", RIGHT),
        ("-0.604", RIGHT), ("-0.606", "−0.607 cm Not this one."), ("-0.594", "Not −0.594."), ("0.6", BACK), ("0.603", BACK), ("0.604", CLOSE), ("0.61", CLOSE), ("7", "Not 7."),
        ("", "Type a number"), ("about one", "Type a number"), ("1/0", "Type a number"), ("1/2/3", "Type a number"), ("0x1", "Type a number")]


def test_a_typed_number_gets_the_explanation_of_the_answer_it_is_nearest_to(page):
    assert [(text, said) for text, wanted in READ if not (said := answer(page, 2, text)).startswith(wanted)] == []


def test_a_field_is_marked_as_long_as_there_is_no_number_in_it(page):
    field = quiz(page, 2).get_by_role("textbox")
    for text, marked in [("about one", "true"), ("7", "false"), ("", "true")]:
        answer(page, 2, text)
        assert field.get_attribute("aria-invalid") == marked


def test_only_the_explanation_of_what_was_typed_is_shown_and_the_answer_is_offered_after_a_wrong_one(page):
    question = quiz(page, 2)
    show = question.get_by_role("button", name="Show the answer")
    assert seen(question) == [] and not show.is_visible()
    answer(page, 2, "0.6")
    assert seen(question) == ["Not this one. The sign is that of the way back."] and show.is_visible()
    show.focus()
    page.keyboard.press("Enter")
    assert seen(question) == ["Right. Where it ends less where it starts."] and not show.is_visible()
    assert page.evaluate("document.activeElement.type") == "text"


def test_the_field_says_its_unit_and_belongs_to_its_question(page):
    assert quiz(page, 2).get_by_role("textbox", name="Your answer cm").count() == 1
    assert page.get_by_role("group", name="How far is it from 1 to 0.4?").get_by_role("textbox").count() == 1


def test_a_tolerance_of_zero_wants_the_number_itself(page):
    assert answer(page, 3, "0").startswith("0 Right.")
    assert answer(page, 3, "0.001").startswith("Not 0.001.")


def test_questions_of_a_page_do_not_answer_for_one_another(page):
    answer(page, 2, "0.6")
    assert seen(quiz(page, 0)) == seen(quiz(page, 1)) == seen(quiz(page, 3)) == []


def test_the_second_hint_is_offered_once_the_first_is_open(page):
    first, second = page.locator(".dl-hint > summary").all()
    assert first.is_visible() and not second.is_visible()
    first.focus()
    page.keyboard.press("Enter")
    assert second.is_visible() and not page.get_by_text("Count twice.").is_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.get_by_text("Count twice.").is_visible()


def test_without_javascript_every_question_is_a_list_that_unfolds_and_tabs_switch(browser, folder):
    context = browser.browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((folder / "index.html").as_uri())
    for number, count in enumerate([2, 3, 4, 2]):
        assert quiz(page, number).locator(".dl-answer > summary").count() == count
    quiz(page, 2).locator(".dl-answer > summary").nth(1).click()
    assert seen(quiz(page, 2)) == ["Not this one. The sign is that of the way back."]
    assert page.get_by_role("button").count() == 0
    page.locator(".dl-backends").first.locator("label").nth(1).click()
    assert page.get_by_text("t = 1").first.is_visible() and not page.get_by_text("n = 1").first.is_visible()
    context.close()


def test_tabs_switch_by_arrow_key_together_and_stay_so_on_the_next_page_and_after_a_reload(browser, folder, page):
    assert browser.evaluate(CHOSEN) == ["NumPy", "NumPy"]
    page.locator(".dl-backends > input").first.focus()
    page.keyboard.press("ArrowRight")
    assert browser.evaluate(CHOSEN) == ["PyTorch", "PyTorch"]
    page.goto((folder / "other.html").as_uri())
    assert browser.evaluate(CHOSEN) == ["PyTorch"]
    page.locator(".dl-backends > input").nth(1).focus()
    page.keyboard.press("ArrowLeft")
    page.goto((folder / "index.html").as_uri())
    page.reload()
    assert browser.evaluate(CHOSEN) == ["NumPy", "NumPy"]


def test_tabs_switch_where_a_browser_may_keep_nothing(browser, folder):
    address = (folder / "index.html").as_uri()
    browser.visit(address)
    browser.page.add_init_script(BLOCKED)
    browser.page.goto(address)
    with pytest.raises(Exception, match="blocked"):
        browser.evaluate("localStorage")
    browser.page.locator(".dl-backends > label").nth(1).click()
    assert browser.evaluate(CHOSEN) == ["PyTorch", "PyTorch"]
