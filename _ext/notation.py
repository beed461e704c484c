"""A small box that says how the same thing is called elsewhere.

    :::{notation} Logits
    In PyTorch
    : The argument `input` of `CrossEntropyLoss`.

    In the lectures
    : Scores, $s$.
    :::
"""

from docutils import nodes
from page_error import report
from sphinx.util.docutils import SphinxDirective


class notation(nodes.container):
    """A title and a definition list: where, and what it is called there."""


class Notation(SphinxDirective):
    """What it is about (the argument), then a definition list of places and names."""

    has_content = True
    required_arguments = 1
    final_argument_whitespace = True

    def run(self):
        title, messages = self.state.inline_text(self.arguments[0], self.lineno)
        box = notation(classes=["dl-notation"])
        self.set_source_info(box)
        box += nodes.paragraph("", "", *title, nodes.inline("", ", elsewhere"), *messages, classes=["dl-notation-title"])
        self.state.nested_parse(self.content, self.content_offset, box)
        if [type(node) for node in box[1:]] != [nodes.definition_list]:
            wanted = "one definition list: a line that says where, such as “In PyTorch”, and on the next “: ” and the name there"
            report(self.env, self.lineno, f"notation: the box takes {wanted}")
            return []
        return [box]


def visit_notation(self, node):
    self.body.append(self.starttag(node, "div", role="note", **{"aria-label": "Names elsewhere"}))


def depart_notation(self, node):
    self.body.append("</div>\n")


def setup(app):
    app.add_directive("notation", Notation)
    app.add_node(notation, html=(visit_notation, depart_notation))
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
