"""What a name of dlkit.numpy is in PyTorch: a sentence for its entry, and a table of all that PyTorch has itself.

    ```{api-torch}
    ```
"""

from importlib import import_module

from api_names import IN_BOTH, Entry, public
from docutils import nodes
from docutils.statemachine import StringList
from sphinx.util.docutils import SphinxDirective


def in_pytorch(entries):
    """A sentence for entries of dlkit.numpy; empty for others."""
    if entries[0].module not in IN_BOTH:
        return ""
    there = [entry.in_torch for entry in entries]
    theirs = [f"`{other.home}`" for other in there if other and not other.is_own]
    own = [f"{{py:obj}}`{other.full_name}`" for other in there if other and other.is_own]
    said = [f"In PyTorch: {', '.join(theirs)}."] if theirs else []
    said += [f"Not in PyTorch; dlkit has its own: {', '.join(own)}."] if own else []
    said += ["Not in PyTorch, and not in dlkit.torch."] if None in there else []
    return " ".join(said)


def handed_on():
    """The entries of dlkit.numpy, those of its init last, that are PyTorch’s own in dlkit.torch."""
    modules = map(import_module, IN_BOTH)
    entries = [Entry(module.__name__, name, getattr(module, name)) for module in modules for name in sorted(public(module))]
    return [entry for entry in entries if (other := entry.in_torch) and not other.is_own]


class ApiTorch(SphinxDirective):
    """A table of the names that dlkit.torch takes from PyTorch, each with a link to the equations."""

    def run(self):
        rows = [f"| {{py:obj}}`{entry.in_torch.full_name[12:]} <{entry.full_name}>` | `{entry.in_torch.home}` |" for entry in handed_on()]
        box = nodes.Element()
        self.state.nested_parse(StringList(["| in dlkit.torch | in PyTorch |", "|---|---|", *rows], source=""), self.content_offset, box)
        return box.children
