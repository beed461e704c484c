"""Self-check questions: every answer opens to say whether it is right, and why. No JavaScript.

    :::{quiz} What is the gradient for the logits?
    - [x] $(0.7, -0.8, 0.1)$
      Predicted minus one-hot.
    - [ ] $(-0.7, 0.8, -0.1)$
      This is true minus predicted: gradient descent would walk uphill.
    :::

Lines before the first answer belong to the question. The line after the mark is the answer, what is indented below it
its explanation, which the verdict opens ("Right." unless the explanation itself begins so). More than one answer may be
right. In HTML each answer is a <details>, elsewhere a plain paragraph.
"""

import re

from docutils import nodes
from docutils.statemachine import StringList
from page_error import report
from quiz_nodes import HTML, quiz, quiz_answer, quiz_choice
from sphinx.util.docutils import SphinxDirective

ANSWER = re.compile(r"- \[(?P<mark>[ xX])\] +(?P<text>\S.*)")
VERDICTS = {True: "Right.", False: "Not this one."}
OWN_VERDICTS = {True: re.compile(r"(Right|Correct)[.:] +"), False: re.compile(r"(Wrong|No)[.:] +")}


class Quiz(SphinxDirective):
    """A question (the argument, then any text before the first answer) and its answers."""

    has_content = True
    required_arguments = 1
    final_argument_whitespace = True

    def run(self):
        starts = [i for i, line in enumerate(self.content) if line.startswith("- ")]
        ends = [*starts[1:], len(self.content)]
        answers = [self.answer(start, end) for start, end in zip(starts, ends)]
        problem = self.problem(answers)
        if problem:
            report(self.env, self.lineno, f"quiz: {problem}")
            return []
        box = quiz(classes=["dl-quiz"])
        self.set_source_info(box)
        box += nodes.paragraph("", "Self-check", classes=["dl-quiz-title"])
        question, messages = self.state.inline_text(" ".join(self.arguments[0].split("\n")), self.lineno)
        box += nodes.paragraph("", "", *question, classes=["dl-quiz-question"])
        self.parse(self.content[: starts[0]], 0, box)
        box += [*messages, *answers]
        return [box]

    def answer(self, start, end):
        """The answer node made of the content's lines start..end, or None where the first is not `- [x] text`."""
        match = ANSWER.fullmatch(self.content[start])
        if not match:
            return None
        right = match["mark"] != " "
        answer = quiz_answer(right=right, classes=["dl-answer", "dl-right" if right else "dl-wrong"])
        choice, messages = self.state.inline_text(match["text"], self.content_offset + start + 1)
        answer += quiz_choice("", "", *choice, *messages)
        body = [line.removeprefix("  ") for line in self.content[start + 1 : end]]
        verdict = VERDICTS[right]
        if body and (own := OWN_VERDICTS[right].match(body[0])):
            verdict, body[0] = own[0].strip(), body[0][own.end() :]
        self.parse(StringList(body), start + 1, answer)
        if len(answer) > 1:
            if not isinstance(answer[1], nodes.paragraph):
                answer.insert(1, nodes.paragraph())
            answer[1].insert(0, nodes.inline("", f"{verdict} ", classes=["dl-verdict"]))
        return answer

    def parse(self, lines, first, parent):
        self.state.nested_parse(lines, self.content_offset + first, parent)

    def problem(self, answers):
        if None in answers:
            return "an answer starts with “- [x] ” where it is right and with “- [ ] ” where it is not, then its text"
        if len(answers) < 2:
            return "a question needs at least two answers"
        if not any(answer["right"] for answer in answers):
            return "no answer is marked right: mark it “- [x]”"
        for number, answer in enumerate(answers, 1):
            if len(answer) == 1:
                return f"answer {number} has no explanation: indent it by two spaces on the line below"
        return None


def setup(app):
    app.add_directive("quiz", Quiz)
    for node, html in HTML.items():
        app.add_node(node, html=html)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
