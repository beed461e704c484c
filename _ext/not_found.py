"""The page 404.html, which a server shows where there is nothing: what may have happened, the search, the chapters.

tools/publish.py puts a copy with absolute links at the root of the site, where the server looks for it.
"""


def pages(app):
    yield "404", {"title": "This page is not here"}, "404.html"


def setup(app):
    app.connect("html-collect-pages", pages)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
