"""A question in the document tree. Where there is no HTML, its parts are what they inherit from: boxes and paragraphs."""

from docutils import nodes


class quiz(nodes.container):
    """The question with its answers."""


class quiz_answer(nodes.container):
    """One answer: a quiz_choice, then its explanation. Attribute `right`."""


class quiz_choice(nodes.paragraph):
    """What the reader can choose."""


def visit_quiz(self, node):
    self.body.append(self.starttag(node, "div", role="group", **{"aria-label": "Self-check question"}))


def depart_quiz(self, node):
    self.body.append("</div>\n")


def visit_answer(self, node):
    self.body.append(self.starttag(node, "details"))


def depart_answer(self, node):
    self.body.append("</div></details>\n")


def visit_choice(self, node):
    self.body.append("<summary><span>")


def depart_choice(self, node):
    self.body.append('</span></summary>\n<div class="dl-answer-why">\n')


HTML = {
    quiz: (visit_quiz, depart_quiz),
    quiz_answer: (visit_answer, depart_answer),
    quiz_choice: (visit_choice, depart_choice),
}
