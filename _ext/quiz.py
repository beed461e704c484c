"""Self-check questions that answer at once, with an explanation for every answer; a page can have several.

    :::{quiz} What is the gradient for the logits?
    - [x] $(0.7, -0.8, 0.1)$
      Predicted minus one-hot.
    - [ ] $(-0.7, 0.8, -0.1)$
      This is true minus predicted: gradient descent would walk uphill.
    :::

Lines before the first answer belong to the question. The line after the mark is the answer, what is indented below it its
explanation, which the verdict opens ("Right." unless the explanation itself begins so). One answer is right. With
`:multiple:` any number are, and the reader chooses all that apply. With `:tolerance: 0.005`, and perhaps `:unit: V²`, the
answers are numbers and the reader types one: the right one within the tolerance, or a known mistake, which is explained.

In HTML each answer is a <details>, and a page without JavaScript stays so; _assets/quiz makes forms of what is not single.
"""

import re

import assets
from docutils import nodes
from docutils.parsers.rst import directives
from docutils.statemachine import StringList
from page_error import report
from quiz_check import number, problem
from quiz_nodes import HTML, quiz, quiz_answer, quiz_choice
from sphinx.util.docutils import SphinxDirective

ANSWER = re.compile(r"- \[(?P<mark>[ xX])\] +(?P<text>\S.*)")
TITLES = {"one": "Self-check", "many": "Self-check: choose all that apply", "number": "Self-check"}
VERDICTS = {True: "Right.", False: "Not this one."}
OWN_VERDICTS = {True: re.compile(r"(Right|Correct)[.:] +"), False: re.compile(r"(Wrong|No)[.:] +")}
VERDICTS_OF_MANY = {True: "Applies.", False: "Does not apply."}


class Quiz(SphinxDirective):
    """A question (the argument, then any text before the first answer) and its answers."""

    has_content = True
    required_arguments = 1
    final_argument_whitespace = True
    option_spec = {"multiple": directives.flag, "tolerance": directives.unchanged, "unit": directives.unchanged}

    def run(self):
        starts = [i for i, line in enumerate(self.content) if line.startswith("- ")]
        ends = [*starts[1:], len(self.content)]
        answers = [self.answer(start, end) for start, end in zip(starts, ends)]
        fault = problem(answers, self.options)
        if fault:
            report(self.env, self.lineno, f"quiz: {fault}")
            return []
        kind = "many" if "multiple" in self.options else "number" if "tolerance" in self.options else "one"
        for script in ("quiz/quiz.js", f"quiz/{kind}.js"):
            assets.need(self.env, self.env.docname, script)
        name = f"quiz-{self.env.new_serialno('quiz') + 1}"
        box = quiz(classes=["dl-quiz"], kind=kind, question=name, **self.options)
        self.set_source_info(box)
        box += nodes.paragraph("", TITLES[kind], classes=["dl-quiz-title"])
        question, messages = self.state.inline_text(" ".join(self.arguments[0].split("\n")), self.lineno)
        box += nodes.paragraph("", "", *question, classes=["dl-quiz-question"], ids=[name])
        self.parse(self.content[: starts[0]], 0, box)
        box += [*messages, *answers]
        return [box]

    def answer(self, start, end):
        """The answer node made of the content's lines start..end, or None where the first is not `- [x] text`."""
        match = ANSWER.fullmatch(self.content[start])
        if not match:
            return None
        right = match["mark"] != " "
        answer = quiz_answer(right=right, text=match["text"], classes=["dl-answer", "dl-right" if right else "dl-wrong"])
        choice, messages = self.state.inline_text(match["text"], self.content_offset + start + 1)
        if "tolerance" in self.options:
            answer["number"] = number(match["text"])
            choice = [nodes.Text(f"{match['text'].replace('-', '−')} {self.options.get('unit', '')}".strip())]
        answer += quiz_choice("", "", *choice, *messages)
        body = [line.removeprefix("  ") for line in self.content[start + 1 : end]]
        many = "multiple" in self.options
        verdict = (VERDICTS_OF_MANY if many else VERDICTS)[right]
        if not many and body and (own := OWN_VERDICTS[right].match(body[0])):
            verdict, body[0] = own[0].strip(), body[0][own.end() :]
        self.parse(StringList(body), start + 1, answer)
        if len(answer) > 1:
            if not isinstance(answer[1], nodes.paragraph):
                answer.insert(1, nodes.paragraph())
            answer[1].insert(0, nodes.inline("", f"{verdict} ", classes=["dl-verdict"]))
        return answer

    def parse(self, lines, first, parent):
        self.state.nested_parse(lines, self.content_offset + first, parent)


def setup(app):
    app.setup_extension("assets")
    app.add_directive("quiz", Quiz)
    for node, html in HTML.items():
        app.add_node(node, html=html)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
