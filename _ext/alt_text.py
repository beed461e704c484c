"""Every image and every inline figure says in words what is seen on it, or the build fails."""

import re

from docutils import nodes
from page_error import line_of, report
from sphinx.transforms.post_transforms import SphinxPostTransform

TAG = re.compile(r"<(img|svg)\b[^>]*>", re.IGNORECASE)
NAMED = {
    "img": re.compile(r"""\balt\s*=\s*(["'])\s*\S.*?\1""", re.IGNORECASE | re.DOTALL),
    "svg": re.compile(r"""\baria-label(?:ledby)?\s*=\s*(["'])\s*\S.*?\1|\baria-hidden\s*=\s*["']true["']""", re.IGNORECASE | re.DOTALL),
}


def unnamed(html):
    """The tag of the first <img> or <svg> in `html` that has no text, or None."""
    return next((m[0] for m in TAG.finditer(html) if not NAMED[m[1].lower()].search(m[0])), None)


class AltText(SphinxPostTransform):
    """Walks images and raw HTML after myst-nb has chosen what of a cell's output is shown."""

    default_priority = 800
    formats = ("html",)

    def run(self, **kwargs):
        for node in self.document.findall():
            if isinstance(node, nodes.image) and not node.get("alt", "").strip():
                self.refuse(node, f"the image {node.get('uri', '')} has no alt text")
            elif isinstance(node, nodes.raw) and "html" in node.get("format", ""):
                tag = unnamed(node.astext())
                if tag:
                    self.refuse(node, f"a figure has no alt text: {tag[:80]}")

    def refuse(self, node, message):
        report(self.env, line_of(node), message, self.env.docname)


def setup(app):
    app.add_post_transform(AltText)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
