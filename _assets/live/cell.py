"""Runs live cells in the reader's browser, all of a page in one namespace.

`show(kind, text)` is the worker's: "out", "err", "value", "html" or "error", and what to show.
"""

import ast
import io
import json
import linecache
import sys
import traceback
import types

page = types.ModuleType("__main__")
sys.modules["__main__"] = page  # so that dataclasses and pickle find what a cell defines


class Output(io.TextIOBase):
    """sys.stdout and sys.stderr: what is written goes to the page at once."""

    def __init__(self, kind, show):
        self.kind, self.show = kind, show

    def writable(self):
        return True

    def write(self, text):
        self.show(self.kind, text)
        return len(text)


def no_input(prompt=""):
    raise RuntimeError("input() cannot ask here: write the value into the cell")


def connect(show):
    """Send all output to `show`."""
    sys.stdout, sys.stderr = Output("out", show), Output("err", show)
    page.input = no_input


def missing(source):
    """The name of the first module that an import of `source` does not find, or None."""
    try:
        imports = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Import | ast.ImportFrom)]
    except (SyntaxError, ValueError):
        return None  # running it will say so
    for node in imports:
        try:
            exec(compile(ast.Module([node], []), "imports", "exec"), {})
        except ModuleNotFoundError as error:
            return error.name
        except Exception:
            continue  # running it will say so
    return None


def run(source, number, show):
    """Run `source` as live cell `number`; returns JSON: "error", the kind of exception, or null."""
    name = f"cell {number}"
    linecache.cache[name] = len(source), None, source.splitlines(keepends=True), name
    try:
        tree = ast.parse(source, name)
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, name, "exec"), page.__dict__)
        if last:
            display(eval(compile(ast.Expression(last.value), name, "eval"), page.__dict__), show)
    except BaseException as error:
        show("error", "".join(trimmed(traceback.TracebackException.from_exception(error)).format()))
        return json.dumps({"error": "import" if isinstance(error, ImportError) else "exception"})
    return json.dumps({"error": None})


def display(value, show):
    """Show the value of a cell's last line, as a notebook does."""
    if value is None:
        return
    html = getattr(value, "_repr_html_", None)
    show(*("html", html()) if html else ("value", f"{value!r}\n"))


def trimmed(told):
    """The same traceback with the reader's own lines only."""
    told.stack = traceback.StackSummary.from_list([frame for frame in told.stack if frame.filename.startswith("cell ")])
    for cause in filter(None, (told.__cause__, told.__context__)):
        trimmed(cause)
    return told
