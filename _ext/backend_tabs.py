"""A code cell tagged `numpy` and the cell tagged `torch` after it are shown as one pair of tabs.

Both are executed, both keep their outputs; all pairs of the book switch together (sphinx-design's synchronised tabs).
"""

from docutils import nodes
from page_error import report
from sphinx.transforms import SphinxTransform
from sphinx_design.shared import create_component

LABELS = {"numpy": "NumPy", "torch": "PyTorch"}


def backend(node):
    """"numpy" or "torch" for a code cell tagged so, else None."""
    if not (isinstance(node, nodes.container) and node.get("nb_element") == "cell_code"):
        return None
    tags = node["cell_metadata"].get("tags", [])
    return next((name for name in LABELS if name in tags), None)


def tab(name, cell):
    label = nodes.rubric("", LABELS[name], classes=["sd-tab-label"], sync_group="backend", sync_id=name)
    content = create_component("tab-content", classes=["sd-tab-content"], children=[cell])
    return create_component("tab-item", classes=["sd-tab-item"], children=[label, content])


class BackendTabs(SphinxTransform):
    """Replace each pair of neighbouring numpy and torch cells by a tab set; refuse a cell without its partner."""

    default_priority = 400

    def apply(self, **kwargs):
        for first in [node for node in self.document.findall(nodes.container) if backend(node)]:
            name = backend(first)
            if first.parent is None or isinstance(first.parent, nodes.container):
                continue  # already the second half of a pair
            siblings = first.parent.children
            after = siblings[siblings.index(first) + 1 :][:1]
            if name == "numpy" and after and backend(after[0]) == "torch":
                self.pair(first, after[0])
            else:
                wanted = "followed by one tagged torch" if name == "numpy" else "preceded by one tagged numpy"
                report(self.env, first.line, f"backend tabs: a code cell tagged {name} must be directly {wanted}")

    def pair(self, numpy_cell, torch_cell):
        parent = numpy_cell.parent
        tabs = create_component("tab-set", classes=["sd-tab-set", "dl-backends"])
        tabs.source, tabs.line = numpy_cell.source, numpy_cell.line
        parent.replace(numpy_cell, tabs)
        parent.remove(torch_cell)
        tabs += [tab("numpy", numpy_cell), tab("torch", torch_cell)]


def setup(app):
    app.setup_extension("sphinx_design")
    app.add_transform(BackendTabs)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
