"""Folded hints in up to three steps; opening one offers the next.

    :::{hint}
    1. Where does the logit come from?
    2. The odds of $0.8$ are $0.8/0.2 = 4$.
    3. Add 1 to the logarithm of the odds, and go back.
    :::

It can stand by itself, in a `task` or before the answers of a `quiz`. Each step lies within the one before it, which is a
<details>: no JavaScript.
"""

from docutils import nodes
from page_error import report
from sphinx.util.docutils import SphinxDirective

STEPS = 3
WANTED = f"hint: write one to {STEPS} steps as a numbered list, the one that tells least first; there "


class hint_step(nodes.container):
    """A step: a hint_title, its text, and perhaps the next hint_step."""


class hint_title(nodes.paragraph):
    """What the reader opens."""


class Hint(SphinxDirective):
    """A numbered list of steps."""

    has_content = True

    def run(self):
        parsed = nodes.container()
        self.state.nested_parse(self.content, self.content_offset, parsed)
        is_list = len(parsed) == 1 and isinstance(parsed[0], nodes.enumerated_list)
        steps = parsed[0].children if is_list else []
        problem = self.problem(steps)
        if problem:
            report(self.env, self.lineno, problem)
            return []
        last = []
        for number, step in reversed([*enumerate(steps, 1)]):
            title = f"Hint {number} of {len(steps)}" if len(steps) > 1 else "Hint"
            last = [hint_step("", hint_title("", title), *step.children, *last, classes=["dl-hint"])]
        self.set_source_info(last[0])
        return last

    def problem(self, steps):
        """What is wrong, or None."""
        if not steps:
            return f"{WANTED}is none"
        if len(steps) > STEPS:
            return f"{WANTED}are {len(steps)}"
        empty = [number for number, step in enumerate(steps, 1) if not step.children]
        return f"hint: step {empty[0]} is empty" if empty else None


def visit_step(self, node):
    self.body.append(self.starttag(node, "details"))


def depart_step(self, node):
    self.body.append("</div></details>\n")


def visit_title(self, node):
    self.body.append("<summary>")


def depart_title(self, node):
    self.body.append('</summary>\n<div class="dl-hint-text">\n')


def setup(app):
    app.add_directive("hint", Hint, override=True)  # docutils has an admonition of this name
    app.add_node(hint_step, html=(visit_step, depart_step))
    app.add_node(hint_title, html=(visit_title, depart_title))
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
