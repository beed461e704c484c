"""The reader's own ticks: a page of a chapter ends with “I have read this page”, and what is read has a tick in the lists of pages.

The ticks are kept by the reader's browser and sent nowhere; _assets/progress/progress.js keeps and shows them, in the side
bar and in every list inside an element of the class dl-ticks. Without JavaScript, or where a browser may keep nothing, there is
no box. The box is _templates/progress.html, placed by html_theme_options in _config.yml.
"""

import re

import assets

READABLE = re.compile(r"chapters/\d+_\w+/(?!index$)\w+")


def add_box(app, pagename, template, context, doctree):
    context["dl_readable"] = bool(READABLE.fullmatch(pagename))
    assets.need(app.env, pagename, "progress/progress.js")


def setup(app):
    app.setup_extension("assets")
    app.connect("html-page-context", add_box)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
