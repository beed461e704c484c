"""A question in the document tree. Where there is no HTML, its parts are what they inherit from: boxes and paragraphs."""

from docutils import nodes


class quiz(nodes.container):
    """The question with its answers. Attributes `kind`, `question`, the id of its text, and the directive's options."""


class quiz_answer(nodes.container):
    """One answer: a quiz_choice, then its explanation. Attributes `right`, `text`, and `number` where it is one."""


class quiz_choice(nodes.paragraph):
    """What the reader can choose."""


def visit_quiz(self, node):
    options = {f"data-{name}": node[name] for name in ("kind", "unit") if name in node}
    if "tolerance" in node:
        options["data-tolerance"] = repr(float(node["tolerance"]))
    self.body.append(self.starttag(node, "div", role="group", **{"aria-labelledby": node["question"]}, **options))


def depart_quiz(self, node):
    self.body.append("</div>\n")


def visit_answer(self, node):
    value = {"data-number": repr(node["number"])} if "number" in node else {}
    self.body.append(self.starttag(node, "details", **value))


def depart_answer(self, node):
    self.body.append("</div></details>\n")


def visit_choice(self, node):
    position = [*node.parent.parent.findall(quiz_answer)].index(node.parent) + 1
    # To assistive software a formula alone is no name.
    self.body.append(f'<summary><span class="dl-heard">Answer {position}: </span><span class="dl-choice">')


def depart_choice(self, node):
    self.body.append('</span></summary>\n<div class="dl-answer-why">\n')


HTML = {
    quiz: (visit_quiz, depart_quiz),
    quiz_answer: (visit_answer, depart_answer),
    quiz_choice: (visit_choice, depart_choice),
}
