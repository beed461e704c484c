"""Interactive figures: a static figure, and the name of the script of _assets/demos that takes its place on the screen.

In a notebook `plot.demo` draws the static figure and hands numbers to the script. On a page of Markdown:

    :::{demo} softmax-temperature
    :alt: Four bars of probability, the first the highest.
    :caption: What the temperature does to $\\mathrm{softmax}(z/T)$.
    ![](softmax.svg)
    :::

The picture is what stands there without JavaScript, in print and in the PDF. A page links the scripts that it uses.
"""

import re
from difflib import get_close_matches

import assets
from demo_nodes import HTML, demo, demo_caption
from docutils import nodes
from docutils.parsers.rst import directives
from page_error import line_of, report
from sphinx.util.docutils import SphinxDirective

KIT = ("demos/kit/panel.js", "demos/kit/handle.js", "demos/kit/demo.js")  # in the order in which they need one another
PLACE = re.compile(r'<div class="dl-demo" data-demo="([^"]*)"')


class Demo(SphinxDirective):
    """The name of an interactive figure, its alt text, a caption, and the picture that stands for it."""

    has_content = True
    required_arguments = 1
    option_spec = {"alt": directives.unchanged, "caption": directives.unchanged}

    def run(self):
        figure = demo(classes=["dl-figure"])
        self.set_source_info(figure)
        self.state.nested_parse(self.content, self.content_offset, figure)
        pictures, alt = list(figure.findall(nodes.image)), self.options.get("alt", "").strip()
        if not pictures or not alt:
            wanted = "an alt text, with :alt:" if pictures else "the picture that stands there without JavaScript: ![](picture.svg)"
            report(self.env, self.lineno, f"demo: give {wanted}")
            return []
        for picture in pictures:
            picture["alt"] = picture.get("alt") or alt
        place = f'<div class="dl-demo" data-demo="{self.arguments[0]}"></div>'
        figure += nodes.raw("", place, format="html", line=self.lineno)
        if "caption" in self.options:
            text, messages = self.state.inline_text(self.options["caption"], self.lineno)
            figure += [demo_caption("", "", *text), *messages]
        return [figure]


def link_scripts(app, pagename, template, context, doctree):
    """Link the script of every interactive figure of the page; one that is not there is an error."""
    for node in doctree.findall(nodes.raw) if doctree else ():
        for name in PLACE.findall(node.astext()):
            if not (assets.ASSETS / "demos" / f"{name}.js").is_file():
                report(app.env, line_of(node), unknown(name), pagename)
                continue
            for script in (*KIT, f"demos/{name}.js"):
                assets.need(app.env, pagename, script)


def unknown(name):
    there = sorted(path.stem for path in (assets.ASSETS / "demos").glob("*.js"))
    close = get_close_matches(name, there, n=2)
    hint = f"is “{'” or “'.join(close)}” meant?" if close else f"there are {', '.join(there)}"
    return f"demo: there is no interactive figure “{name}”; {hint}"


def setup(app):
    app.setup_extension("assets")
    app.add_directive("demo", Demo)
    app.connect("html-page-context", link_scripts)
    for node, html in HTML.items():
        app.add_node(node, html=html)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
