"""The book's own scripts: they lie in _assets/, and only the pages that use one link it.

    assets.need(self.env, self.env.docname, "demos/demo.js")     in a directive, for _assets/demos/demo.js
    app.setup_extension("assets")                                in the setup of its extension

A handler of html-page-context may call it too. The scripts are classic ones, run in the order of their links once the page
is parsed: a browser loads no module on a page opened from a folder. The folder joins the static files late, because Jupyter
Book links every script that it finds there on every page.
"""

from pathlib import Path

from sphinx.errors import ExtensionError

ASSETS = Path(__file__).resolve().parents[1] / "_assets"
KEY = "dl_scripts"  # in a page's metadata, which Sphinx keeps, clears and merges with the page


def need(env, docname, script):
    """Link `script`, a path within _assets/ (or _vendor/), on the page `docname`; a second call changes nothing."""
    folders = [Path(env.srcdir, folder) for folder in env.config.html_static_path]
    if not any((folder / script).is_file() for folder in folders):
        raise ExtensionError(f"{docname} needs the script {script}, but there is no file _assets/{script}")
    scripts = env.metadata[docname].setdefault(KEY, [])
    if script not in scripts:
        scripts.append(script)


def link(app, pagename, template, context, doctree):
    for script in app.env.metadata[pagename].get(KEY, []):
        app.add_js_file(script, loading_method="defer")


def add_folder(app, config):
    config.html_static_path = [*config.html_static_path, str(ASSETS)]


def setup(app):
    app.connect("config-inited", add_folder)
    app.connect("html-page-context", link, priority=900)  # after those that may still call need
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
