"""What a screen reader needs and others leave out: a name for each fold of the sidebar (the theme gives it an arrow and no
word), and sources that are the items of their list (docutils gives them a role that is no longer one)."""

from docutils import nodes
from docutils.writers._html_base import HTMLTranslator


def name_folds(app, pagename, template, context, doctree):
    toctree = context.get("generate_toctree_html")
    if toctree is None:
        return

    def named(*args, **kwargs):
        tree = toctree(*args, **kwargs)
        for fold in tree.select("li > details") if hasattr(tree, "select") else []:
            fold.summary["aria-label"] = f"Pages of {fold.parent.a.get_text()}"
        return tree

    context["generate_toctree_html"] = named


def visit_citation(self, node):
    if not isinstance(node.previous_sibling(), nodes.citation):
        self.body.append('<div role="list" class="citation-list">\n')
    self.body.append(self.starttag(node, "div", classes=["citation"], role="listitem"))


def setup(app):
    app.connect("html-page-context", name_folds, priority=900)  # after the theme
    app.add_node(nodes.citation, override=True, html=(visit_citation, HTMLTranslator.depart_citation))
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
