"""A Sphinx project of one page, to try one extension of the book on."""

import io
import sys
from contextlib import redirect_stderr
from pathlib import Path

import nbformat
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "_ext"))  # as Jupyter Book does
MYST = {"myst_enable_extensions": ["colon_fence", "dollarmath", "deflist"], "nb_execution_mode": "off"}


def code(source, *tags, html=None):
    """A code cell with `tags`; `html` is its output."""
    cell = nbformat.v4.new_code_cell(source, metadata={"tags": list(tags)})
    if html:
        cell.outputs = [nbformat.v4.new_output("display_data", data={"text/html": html})]
    return cell


def notebook(*cells):
    """The text of a notebook; a cell that is a string is Markdown."""
    cells = [nbformat.v4.new_markdown_cell(cell) if isinstance(cell, str) else cell for cell in cells]
    language = {"name": "python", "pygments_lexer": "python"}
    return nbformat.writes(nbformat.v4.new_notebook(cells=cells, metadata={"language_info": language}))


def write(folder, files):
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists() or path.read_text(encoding="utf-8") != content:
            path.write_text(content, encoding="utf-8")  # an unchanged file keeps its time


def build(folder, files, extensions, builder="html", **config):
    """Build `files` (name: text) with the book's `extensions`; returns the text of the index page and the warnings."""
    write(folder, files)
    said = io.StringIO()
    settings = {**MYST, "extensions": ["myst_nb", *extensions], "exclude_patterns": ["_build"], "master_doc": "index", **config}
    out = folder / "_build" / builder
    with patch_docutils(), docutils_namespace(), redirect_stderr(said):
        app = Sphinx(folder, None, out, folder / "_build" / ".doctrees", builder, settings, None, said, keep_going=True, warningiserror=True)
        app.build()
    page = out / ("index.txt" if builder == "text" else "index.html")
    return page.read_text(encoding="utf-8") if page.exists() else "", said.getvalue()
