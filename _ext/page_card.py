"""The card at the head of a page: how long it takes, what it needs, what the reader can do afterwards.

    :::{page-card}
    :minutes: 20
    :needs: probability density, derivative of a logarithm
    :cpu: 4
    - derive the loss that belongs to a noise model
    :::

The index page of a chapter says `:chapter:` and may leave out `:cpu:`.
"""

from docutils import nodes
from docutils.parsers.rst import directives
from page_error import report
from sphinx.util.docutils import SphinxDirective

MISSING = "page-card: say {}"


class PageCard(SphinxDirective):
    """Time, prerequisites and computing time as a definition list, then the goals as a list."""

    has_content = True
    option_spec = {
        "minutes": directives.positive_int,
        "needs": directives.unchanged_required,
        "cpu": directives.positive_int,
        "chapter": directives.flag,
    }

    def run(self):
        goals = nodes.container(classes=["dl-card-goals"])
        self.state.nested_parse(self.content, self.content_offset, goals)
        problem = self.problem(goals)
        if problem:
            report(self.env, self.lineno, problem)
            return []
        facts = nodes.definition_list(classes=["dl-card-facts"])
        facts += self.fact("Time", f"{self.options['minutes']} minutes")
        if "cpu" in self.options:
            facts += self.fact("Computing", f"{self.options['cpu']} s on a laptop’s CPU")
        facts += self.fact("You need", self.options["needs"])
        unit = "chapter" if "chapter" in self.options else "page"
        title = nodes.paragraph("", f"After this {unit} you can", classes=["dl-card-title"])
        card = nodes.container("", facts, title, goals, classes=["dl-card"])
        self.set_source_info(card)
        return [card]

    def problem(self, goals):
        """What is missing, or None."""
        if "minutes" not in self.options:
            return MISSING.format("how long the page takes, with :minutes:")
        if "needs" not in self.options:
            return MISSING.format("what the reader needs, with :needs:")
        if not (len(goals) == 1 and isinstance(goals[0], nodes.bullet_list)):
            return MISSING.format("what the reader can do afterwards, as one list of goals")
        return None

    def fact(self, name, value):
        inline, messages = self.state.inline_text(value, self.lineno)
        return nodes.definition_list_item(
            "", nodes.term("", name), nodes.definition("", nodes.paragraph("", "", *inline, *messages))
        )


def setup(app):
    app.add_directive("page-card", PageCard)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
