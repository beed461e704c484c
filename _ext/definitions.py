"""A link made by {term} shows the glossary's definition on hover and on keyboard focus.

The definitions that a page refers to stand hidden at the end of it, once each, without links of their own and outside the
search index; _assets/definitions/definitions.js shows them. Without JavaScript the links lead to the glossary, as ever.
"""

import assets
from docutils import nodes
from sphinx.errors import ExtensionError


def terms(doctree):
    """The anchors of the glossary that the page links to, each once, in order."""
    names = [name for name in doctree.findall(nodes.inline) if "std-term" in name["classes"]]
    links = [name.parent for name in names if isinstance(name.parent, nodes.reference)]
    return list(dict.fromkeys(link.get("refuri", "").partition("#")[2] for link in links))


def card(glossary, anchor):
    """The node that says what the term of `anchor` means, with the text of its links in place of them."""
    for item in glossary.findall(nodes.definition_list_item):
        names = [term for term in item.findall(nodes.term) if anchor in term["ids"]]
        if names:
            body = item[-1].deepcopy()
            for link in [*body.findall(nodes.reference)]:
                link.parent.replace(link, nodes.Text(link.astext()))
            for node in body.findall(nodes.Element):
                node["ids"] = []  # the page has these names already, or the glossary has
            term = nodes.paragraph("", names[0].astext(), classes=["dl-definition-term"])
            return nodes.compound("", term, *body.children, classes=["dl-definition"], ids=[f"definition-{anchor}"])
    raise ExtensionError(f"The glossary has no term with the anchor {anchor}")


def add_definitions(app, pagename, template, context, doctree):
    env = app.env
    if doctree is None or not (anchors := terms(doctree)):
        return
    homes = {anchor: page for (kind, _), (page, anchor) in env.domains["std"].objects.items() if kind == "term"}
    cards = [card(resolved(app, homes[anchor]), anchor) for anchor in anchors if homes.get(anchor, pagename) != pagename]
    if cards:
        box = nodes.compound("", *cards)
        if any(box.findall(nodes.math)):
            env.domains["math"].data["has_equations"][pagename] = True
        context["body"] += app.builder.render_partial(box)["fragment"]
        assets.need(env, pagename, "definitions/definitions.js")


def resolved(app, docname):
    """The page `docname` with its references resolved, read once."""
    pages = app.builder.__dict__.setdefault("dl_glossaries", {})
    if docname not in pages:
        pages[docname] = app.env.get_and_resolve_doctree(docname, app.builder)
    return pages[docname]


def setup(app):
    app.setup_extension("assets")
    app.connect("html-page-context", add_definitions, priority=400)  # before Sphinx decides whether the page needs MathJax
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
