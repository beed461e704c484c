"""The search finds numbered equations, terms of the glossary and rows of the notation by their names, and leads to their place.

An equation is called as its label says (eq-softmax-gradient: softmax gradient), or as its page says, in one or several names:

    :::{equation-names}
    eq-bce: binary cross-entropy; logistic loss
    :::

A table whose header begins with "object | here | in code" is a notation: each row is found by its first cell and its code.
"""

import re

from docutils import nodes
from page_error import report
from sphinx import addnodes
from sphinx.domains import Domain, ObjType
from sphinx.util.docutils import SphinxDirective

LINE = re.compile(r"(?P<label>\S+): +(?P<names>\S.*)")


class Names(Domain):
    """What is found by name: of each page the given names of equations, as (label, name, line), and the symbols, as (name, anchor)."""

    name, label = "names", "Names"
    object_types = {"equation": ObjType("equation"), "term": ObjType("glossary term"), "symbol": ObjType("notation")}
    initial_data = {"given": {}, "symbols": {}}

    def get_type_name(self, type, primary=False):
        return type.lname  # what a result says of itself: “softmax (equation, in Classification)”

    def clear_doc(self, docname):
        for kind in self.initial_data:
            self.data[kind].pop(docname, None)

    def merge_domaindata(self, docnames, otherdata):
        for kind in self.initial_data:
            self.data[kind].update((name, found) for name, found in otherdata[kind].items() if name in docnames)

    def check_consistency(self):
        equations = self.env.get_domain("math").equations
        for docname, given in self.data["given"].items():
            for label, _, line in given:
                if equations.get(label, [None])[0] != docname:
                    report(self.env, line, f"equation-names: this page has no equation labelled {label}", docname)

    def get_objects(self):
        for label, (docname, _) in self.env.get_domain("math").equations.items():
            given = [name for other, name, _ in self.data["given"].get(docname, []) if other == label]
            for name in given or [label.removeprefix("eq-").replace("-", " ")]:
                yield name, name, "equation", docname, nodes.make_id(f"equation-{label}"), 0
        objects = self.env.get_domain("std").objects.items()
        yield from ((term, term, kind, docname, anchor, 0) for (kind, term), (docname, anchor) in objects if kind == "term")
        for docname, symbols in self.data["symbols"].items():
            yield from ((name, name, "symbol", docname, anchor, 0) for name, anchor in symbols)


class EquationNames(SphinxDirective):
    """Lines of a label and what its equation is called; nothing of it is seen on the page."""

    has_content = True

    def run(self):
        given = self.env.get_domain("names").data["given"].setdefault(self.env.docname, [])
        for number, line in enumerate(filter(str.strip, self.content), self.lineno + 1):
            if not (match := LINE.fullmatch(line.strip())):
                report(self.env, number, f"equation-names: “{line.strip()}” is not of the form “eq-label: name; another name”")
                continue
            given += [(match["label"], name.strip(), number) for name in match["names"].split(";") if name.strip()]
        return []


def forget_index(app, doctree):
    """The search would find a term a second time by its entry in the general index, which is collected by now."""
    for entry in [node for node in doctree.findall(addnodes.index) if isinstance(node.parent, nodes.term)]:
        entry.parent.remove(entry)


def collect_symbols(app, doctree):
    """Give each row of a notation an anchor, and remember its words and its names in code."""
    symbols = app.env.get_domain("names").data["symbols"].setdefault(app.env.docname, [])
    for table in doctree.findall(nodes.table):
        header, *rows = table.findall(nodes.row)
        if [cell.astext() for cell in header][:3] == ["object", "here", "in code"]:
            for row in rows:
                words = [text.astext() for text in row[0].findall(nodes.Text) if not isinstance(text.parent, nodes.math)]
                code = [literal.astext() for literal in row[2].findall(nodes.literal)]
                name = " ".join("".join(words).split()) + (f" ({', '.join(code)})" if code else "")
                row["ids"].append(nodes.make_id(f"notation-{name}"))
                symbols.append((name, row["ids"][0]))


def setup(app):
    app.add_domain(Names)
    app.add_directive("equation-names", EquationNames)
    app.connect("doctree-read", collect_symbols)
    app.connect("doctree-read", forget_index)
    return {"version": "1", "env_version": 1, "parallel_read_safe": True, "parallel_write_safe": True}
