"""The chapters as a map: one row each, and arcs at the left from a chapter to those that need it.

    :::{chapter-map}
    - title: Likelihood and losses
      page: chapters/01_likelihood/index
      about: How a model of the noise becomes a loss.
      state: First two pages ready
    - title: Networks and backpropagation
      needs: [1]
      about: Layers, activations and depth.
      state: Coming
    :::

The body is YAML. A chapter without `page` is not written yet. `needs` numbers chapters above, counted from 1; each row
also says them in words. All rows are of one height, so that the arcs meet them at every width.
"""

import yaml
from docutils import nodes
from page_error import report
from sphinx.util.docutils import SphinxDirective

KEYS = {"title", "page", "about", "state", "needs"}
ROW, REACH, DEEPEST = 100, 30, 96  # in units of the drawing: height of a row, depth of an arc per row it spans, at most


class ChapterMap(SphinxDirective):
    """A list of chapters with a drawing of what needs what."""

    has_content = True

    def run(self):
        try:
            chapters = yaml.safe_load("\n".join(self.content)) or []
        except yaml.YAMLError as error:
            report(self.env, self.lineno, f"chapter-map: its body must be YAML: {' '.join(str(error).split())}")
            return []
        if problem := fault(chapters):
            report(self.env, self.lineno, f"chapter-map: {problem}")
            return []
        rows = nodes.enumerated_list(classes=["dl-map-rows"], enumtype="arabic", prefix="", suffix=".")
        rows += [self.row(chapter) for chapter in chapters]
        box = nodes.container("", nodes.raw("", drawing(chapters), format="html"), rows, classes=["dl-map", "dl-ticks"])
        self.set_source_info(box)
        return [box]

    def row(self, chapter):
        page, needs = chapter.get("page"), chapter.get("needs", [])
        title = f"[{chapter['title']}](/{page})" if page else chapter["title"]
        needs = f" Needs chapter{'s' * (len(needs) > 1)} {' and '.join(map(str, needs))}." if needs else ""
        lines = (title, "dl-map-title"), (chapter["about"], "dl-map-about"), (f"{chapter['state']}.{needs}", "dl-map-state")
        row = nodes.list_item(classes=["dl-map-ready" if page else "dl-map-coming"])
        for text, name in lines:
            inline, messages = self.state.inline_text(text, self.lineno)
            row += nodes.paragraph("", "", *inline, *messages, classes=[name])
        return row


def fault(chapters):
    """What is wrong with the body, or None."""
    if not isinstance(chapters, list) or not chapters:
        return "list the chapters, each as - title: …"
    for number, chapter in enumerate(chapters, 1):
        if not isinstance(chapter, dict) or not {"title", "about", "state"} <= set(chapter) <= KEYS:
            return f"chapter {number} must have title, about and state, and may have page and needs; got {chapter!r}"
        if strange := [need for need in chapter.get("needs", []) if need not in range(1, number)]:
            return f"chapter {number} needs {strange[0]!r}: it must be the number of a chapter above it"
    return None


def drawing(chapters):
    """The arcs, from the end of one row's dot to another's, in a drawing that is stretched to the height of the list."""
    arcs = []
    for end, chapter in enumerate(chapters):
        for start in (need - 1 for need in chapter.get("needs", [])):
            x = 100 - min(REACH * (end - start), DEEPEST)
            top, bottom = ROW * start + ROW // 2, ROW * end + ROW // 2
            arcs.append(f'<path d="M100 {top}C{x} {top} {x} {bottom} 100 {bottom}"/>')
    size = f"0 0 100 {ROW * len(chapters)}"
    return f'<svg class="dl-map-arcs" viewBox="{size}" preserveAspectRatio="none" aria-hidden="true">{"".join(arcs)}</svg>'


def setup(app):
    app.add_directive("chapter-map", ChapterMap)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
