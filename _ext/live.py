"""Live code: a code cell tagged `live` gets a Run button; Python runs in the reader's browser (_assets/live/, _vendor/pyodide/).

Such a cell is executed and shown like any other until a reader presses Run. In the browser a page's live cells run in order in one
interpreter, without the cells between them, so they import what they need: Python's own modules, numpy, and what of dlkit needs
no more. dlkit travels as live/dlkit.zip, written when the book is built.
"""

import ast
import zipfile
from pathlib import Path

import assets
from docutils import nodes
from page_error import report
from sphinx.transforms import SphinxTransform

SCRIPTS = ("live/python.js", "live/editor.js", "live/cell.js", "live/live.js")  # in the order in which they need one another
LEFT_OUT = ("estimators", "plot", "torch")  # of dlkit: scikit-learn, matplotlib and PyTorch do not come to the browser
ABSENT = {"matplotlib", "scipy", "sklearn", "torch", "IPython", *(f"dlkit.{name}" for name in LEFT_OUT)}
EPOCH = (1980, 1, 1, 0, 0, 0)  # the same dlkit gives the same bytes


def imports(tree):
    """The dotted names that a syntax tree imports, with their lines: `from dlkit import plot` gives dlkit.plot."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            package = f"{node.module}." if isinstance(node, ast.ImportFrom) else ""
            yield from ((package + alias.name, node.lineno) for alias in node.names)


def absent(name):
    """The entry of ABSENT that `name` is or lies in, or None."""
    return next((part for part in ABSENT if f"{name}.".startswith(f"{part}.")), None)


def problem(tags, source):
    """Why a cell with `tags` and `source` cannot be live, and the line of it; None if it can."""
    for tag in tags:
        if tag.startswith(("hide-", "remove-")) or tag in ("numpy", "torch"):
            return f"a cell tagged live cannot be tagged {tag} too: the reader has to see its code and what Run does", 1
    try:
        tree = ast.parse(source)
    except SyntaxError as error:
        return f"Python cannot read the cell ({error.msg}): magics and shell commands do not run in a browser", error.lineno or 1
    for name, line in imports(tree):
        if module := absent(name):
            return f"the cell imports {module}, which does not run in a browser: leave it out, or take the tag live away", line
    return None


class Live(SphinxTransform):
    """Check the cells tagged live, and link the scripts on their pages."""

    default_priority = 390  # before backend_tabs

    def apply(self, **kwargs):
        for cell in self.document.findall(nodes.container):
            if cell.get("nb_element") != "cell_code" or "live" not in cell["cell_metadata"].get("tags", []):
                continue
            source = next(cell.findall(nodes.literal_block), nodes.Text("")).astext()
            if found := problem(cell["cell_metadata"]["tags"], source):
                report(self.env, (cell.line or 1) + found[1] - 1, f"live: {found[0]}")
                continue
            for script in SCRIPTS:
                assets.need(self.env, self.env.docname, script)


def write_dlkit(app, exception):
    package = Path(app.srcdir, "dlkit")
    if exception or app.builder.format != "html" or not package.is_dir():
        return
    target = Path(app.outdir, "_static", "live", "dlkit.zip")
    target.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(package.rglob("*.py")):
            if path.relative_to(package).parts[0] not in LEFT_OUT:
                archive.writestr(zipfile.ZipInfo(path.relative_to(app.srcdir).as_posix(), EPOCH), path.read_bytes(), zipfile.ZIP_DEFLATED)


def setup(app):
    app.setup_extension("assets")
    app.add_transform(Live)
    app.connect("build-finished", write_dlkit)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
