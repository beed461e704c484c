"""The built book asks nothing from outside, from a server or opened from a folder; tests/book/test_site_browser.py opens it both ways.

The vendored scripts join the static files late, because Jupyter Book links every script that it finds there on every page.
On a page opened from a folder a browser may not fetch a neighbouring page, so the search there does without its summaries.
"""

FROM_A_FOLDER = 'if (location.protocol === "file:") DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;'


def vendor(app, config):
    config.html_static_path = [*config.html_static_path, "_vendor"]


def setup(app):
    app.connect("config-inited", vendor)
    app.add_js_file(None, body=FROM_A_FOLDER)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
