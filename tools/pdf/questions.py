"""Self-checks on paper: the question where it stands, its answers with their reasons at the end of the chapter."""

from copy import copy

from bs4 import BeautifulSoup

CHOICES = '<ol class="dl-choices" type="a">{}</ol>'
ANSWER = """\
<div class="dl-solution" id="{there}">
<p class="dl-quiz-title"><a href="#{here}">Self-check {number}</a>, page {page}</p>
{question}
<ol class="dl-choices" type="a">{reasons}</ol>
</div>"""


def page_of(anchor):
    """A link that will show the number of the page on which `anchor` stands."""
    return f'<a class="dl-page-of" href="#{anchor}">00</a>'


def inside(node):
    return node.decode_contents().strip()


def with_answers(text, name, before):
    """Number the self-checks of the page `name` from before + 1 on, and take out their answers: the HTML of each."""
    return [moved(quiz, f"{name}:self-check-{number}", f"{name}:answer-{number}", number)
            for number, quiz in enumerate(text.select(".dl-quiz"), before + 1)]


def moved(quiz, here, there, number):
    answers = [node.extract() for node in quiz.select("details.dl-answer")]
    choices = [inside(node.select_one(".dl-choice")) for node in answers]
    reasons = [inside(node.select_one(".dl-answer-why")) for node in answers]
    title = quiz.select_one(".dl-quiz-title").extract()
    question = copy(quiz)
    for node in question.find_all(id=True):
        del node["id"]
    quiz["id"] = here
    quiz.insert(0, parsed(f'<p class="dl-quiz-title">{title.get_text().replace("Self-check", f"Self-check {number}", 1)}'
                          f' <span>(answer on page {page_of(there)})</span></p>'))
    if quiz.get("data-kind") != "number":  # a number is the reader's to find
        quiz.append(parsed(CHOICES.format("".join(f"<li>{choice}</li>" for choice in choices))))
    return ANSWER.format(here=here, there=there, number=number, page=page_of(here), question=inside(question), reasons="".join(
        f'<li><div class="dl-choice">{choice}</div>{reason}</li>' for choice, reason in zip(choices, reasons)))


def parsed(html):
    return BeautifulSoup(html, "html.parser")
