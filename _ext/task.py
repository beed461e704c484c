"""The box that sends the reader to a graded task, with the problem set's notebook to download.

    :::{task} ps1_likelihood 2 Stable cross-entropy (4 points)
    One or two sentences about it, if you like.
    :::

The problem set has the heading "## Task 2 (4 points). Stable cross-entropy", or the build fails.
"""

import json
import re
from pathlib import Path

from docutils import nodes
from page_error import report
from sphinx.addnodes import download_reference
from sphinx.util.docutils import SphinxDirective

ARGUMENT = re.compile(r"(?P<set>\w+)\s+(?P<number>\d+)\s+(?P<title>.+?)\s+\((?P<points>\d+) points?\)")


def headings(path):
    """The lines of the notebook's Markdown cells that are headings."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    lines = [line for cell in cells if cell["cell_type"] == "markdown" for line in "".join(cell["source"]).splitlines()]
    return {line.strip() for line in lines if line.startswith("#")}


class Task(SphinxDirective):
    """Problem set, task number, title and points; the notebook is copied into the book as a download."""

    has_content = True
    required_arguments = 1
    final_argument_whitespace = True

    def run(self):
        match = ARGUMENT.fullmatch(self.arguments[0].strip())
        if not match:
            report(self.env, self.lineno, "task: write it as “{task} ps1_likelihood 2 Stable cross-entropy (4 points)”")
            return []
        notebook = f"exercises/{match['set']}/{match['set']}.ipynb"
        points = "1 point" if match["points"] == "1" else f"{match['points']} points"
        heading = f"## Task {match['number']} ({points}). {match['title']}"
        path = Path(self.env.srcdir, notebook)
        if not path.is_file():
            report(self.env, self.lineno, f"task: there is no problem set {notebook}")
            return []
        if heading not in headings(path):
            report(self.env, self.lineno, f"task: {notebook} has no heading “{heading}”")
            return []
        head = nodes.paragraph("", f"Graded task {match['number']}, {points}", classes=["dl-task-head"])
        title, messages = self.state.inline_text(match["title"], self.lineno)
        box = nodes.container("", head, nodes.paragraph("", "", *title, classes=["dl-task-title"]), *messages)
        box["classes"].append("dl-task")
        self.set_source_info(box)
        self.state.nested_parse(self.content, self.content_offset, box)
        # Sphinx copies what a download_reference points to, and rebuilds the page when it changes.
        link = download_reference("", "", nodes.Text("Download the problem set"), reftarget=f"/{notebook}")
        place = nodes.literal("", notebook)
        box += nodes.paragraph("", "", link, nodes.Text(", or open "), place, nodes.Text(" with "),
                               nodes.literal("", "make lab"), nodes.Text("."), classes=["dl-task-link"])
        return [box]


def setup(app):
    app.add_directive("task", Task)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
