"""Errors of the book's own directives: they name the page and the line and make a strict build fail."""

from sphinx.util import logging

logger = logging.getLogger(__name__)
LINES_PER_CELL = 10_000  # to myst-nb line 1 of a notebook's cell k, counted from 1, is line 10000 k + 2


def line_of(node):
    """The line of `node`, or of the nearest node around it that has one; None where none has."""
    while not node.line and node.parent is not None:
        node = node.parent
    return node.line


def report(env, line, message, docname=None):
    """Log `message` as an error at `line` of page `docname` (default: the page being read)."""
    docname = docname or env.docname
    line = line or 1
    if str(env.doc2path(docname)).endswith(".ipynb") and line > LINES_PER_CELL:
        cell, line = divmod(line - 1, LINES_PER_CELL)
        logger.error("cell %d, line %d: %s", cell, line, message, location=docname)
    else:
        logger.error("line %d: %s", line, message, location=(docname, line))
