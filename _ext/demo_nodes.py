"""An interactive figure in the document tree. Where there is no HTML, its parts are what they inherit from: a box and a paragraph."""

from docutils import nodes


class demo(nodes.container):
    """The picture, the place of the script, and perhaps a demo_caption."""


class demo_caption(nodes.paragraph):
    """What stands below."""


def visit_demo(self, node):
    self.body.append(self.starttag(node, "figure"))


def depart_demo(self, node):
    self.body.append("</figure>\n")


def visit_caption(self, node):
    self.body.append("<figcaption>")


def depart_caption(self, node):
    self.body.append("</figcaption>\n")


HTML = {demo: (visit_demo, depart_demo), demo_caption: (visit_caption, depart_caption)}
