"""The entry of a public name in the reference: signature, docstring, methods, its name in PyTorch, its source folded below.

    ```{api} dlkit.numpy.ReLU
    ```

    ```{api} dlkit.numpy.Conv1d dlkit.numpy.Conv2d
    ```

Names in one directive share one fold with the source, and one text where that is the same. Shown of a class are
the methods that have a docstring; with its source go the bases of the same file that are not public. A name is given as it
is public: what dlkit.numpy takes over from dlkit.training has its entry there. A name of dlkit.numpy says what it is in PyTorch.
Pages link to an entry with {py:class}`dlkit.numpy.ReLU`, {py:func}`dlkit.numpy.softmax`, {py:meth}`dlkit.numpy.Module.train`.
"""

import inspect
from itertools import groupby

from api_names import file_of, lookup, signature
from api_text import markdown, source
from api_torch import ApiTorch, in_pytorch
from docutils import nodes
from docutils.statemachine import StringList
from page_error import report
from sphinx.util.docutils import SphinxDirective

FENCE = "~" * 8  # no docstring and no source has it


class Api(SphinxDirective):
    """One or several full names, separated by blanks."""

    required_arguments = 1
    final_argument_whitespace = True

    def run(self):
        try:
            entries = [lookup(name) for name in self.arguments[0].split()]
        except LookupError as error:
            report(self.env, self.lineno, f"api: {error}")
            return []
        groups = groupby(entries, key=lambda entry: (entry.kind, entry.docstring, entry.value, [*entry.methods]))
        described = [node for _, alike in groups for node in self.described([*alike])]
        own = [other for entry in entries if (other := entry.in_torch) and other.is_own]
        in_numpy = entries[0].module.startswith("dlkit.numpy")
        return described + self.folds("NumPy source" if in_numpy else "Source", entries) + self.folds("PyTorch source", own)

    def described(self, alike):
        """The signatures of the entries `alike` with their one text, in Sphinx's Python domain: anchor, index, search."""
        first = alike[0]
        blocks = [markdown(first.docstring), boxed(in_pytorch(alike)), *(of_class(*item) for item in first.methods.items())]
        options = {"module": first.module, **({"value": first.value} if first.value else {})}
        describe = self.env.get_domain("py").directive(first.kind)
        signatures = "\n".join(entry.signature for entry in alike)
        content = StringList("\n\n".join(filter(None, blocks)).splitlines(), source="")
        return describe(f"py:{first.kind}", [signatures], options, content, self.lineno, self.content_offset,
                        "", self.state, self.state_machine).run()

    def folds(self, title, entries):
        """The source of the entries, one fold a file."""
        things = dict.fromkeys(thing for entry in entries for thing in entry.lineage)
        box = nodes.Element()
        for (path, place), group in groupby(things, key=file_of):
            self.env.note_dependency(str(path))
            code = "\n\n\n".join(map(source, group))
            text = f"{FENCE}{{dropdown}} {title}: `{place}`\n:class-container: dl-source\n\n{self.link(place)}\n\n~~~python\n{code}\n~~~\n{FENCE}"
            self.state.nested_parse(StringList(text.splitlines(), source=""), self.content_offset, box)
        return box.children

    def link(self, place):
        """A link to the file in the repository, if _config.yml says where that is."""
        options = self.config.html_theme_options
        address = options.get("repository_url")
        return f"[In the repository]({address}/blob/{options.get('repository_branch', 'main')}/{place})" if address else ""


def of_class(name, attribute):
    """A method or property as Markdown."""
    if isinstance(attribute, property):
        kind, flag, head = "property", "", name
    else:
        kind, flag = "method", {classmethod: ":classmethod:\n", staticmethod: ":staticmethod:\n"}.get(type(attribute), "")
        function = getattr(attribute, "__func__", attribute)
        head = name + signature(function, method=not isinstance(attribute, staticmethod))
    return f"{FENCE}{{py:{kind}}} {head}\n{flag}\n{markdown(inspect.getdoc(attribute))}\n{FENCE}"


def boxed(text):
    return text and f"{FENCE}{{div}} dl-torch\n{text}\n{FENCE}"


def setup(app):
    app.add_directive("api", Api)
    app.add_directive("api-torch", ApiTorch)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
