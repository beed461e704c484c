"""Links under the title of a notebook's page that open it where it runs: Binder, Colab, the reader's JupyterHub.

They open the branch that tools/launch.py writes: the same notebook, with a cell on top that installs dlkit as the page used it.
They are there if published.py knows the repository; on a page built at home they would lead nowhere, and the reader has the
notebook. Which JupyterHub is his the reader says once, in _assets/launch/launch.js, unless the course has one.
"""

from html import escape
from urllib.parse import quote, urlencode

import assets

SCRIPT = "launch/launch.js"
LINK = '<a class="dl-launch-{kind}" href="{address}" target="_blank" rel="noopener">{name}</a>'
HUB = """\
<span class="dl-launch-hub" data-path="{path}" hidden><a target="_blank" rel="noopener">JupyterHub</a> <button type="button">JupyterHub</button></span>
<form hidden><label for="dl-hub">The address of your JupyterHub</label>
<input id="dl-hub" type="text" inputmode="url" autocomplete="url" spellcheck="false" placeholder="https://hub.example.org" aria-describedby="dl-hub-note" required>
<button type="submit">Open there</button>
<p id="dl-hub-note" aria-live="polite">Your browser keeps it, for the other pages too. The hub has to have nbgitpuller, as hubs for teaching do.</p></form>"""


def branch(version):
    """The branch that holds the notebooks of a version of the book, ready to run."""
    return f"launch-{version}"


def addresses(repository, version, notebook):
    """{service: address} of a notebook; that of a JupyterHub without the hub's own part."""
    name = repository.removeprefix("https://github.com/")
    folder = f"{name.partition('/')[2]}-{version}"  # one for each version: nbgitpuller would merge them
    pull = {"repo": repository, "branch": branch(version), "targetpath": folder, "urlpath": f"lab/tree/{folder}/{notebook}"}
    return {
        "binder": f"https://mybinder.org/v2/gh/{name}/{branch(version)}?{urlencode({'urlpath': f'lab/tree/{notebook}'})}",
        "colab": f"https://colab.research.google.com/github/{name}/blob/{branch(version)}/{quote(notebook)}",
        "hub": f"hub/user-redirect/git-pull?{urlencode(pull)}",
    }


def menu(repository, version, hub, notebook):
    """The HTML of the links."""
    at = {service: escape(address) for service, address in addresses(repository, version, notebook).items()}
    theirs = [LINK.format(kind=kind, address=at[kind], name=kind.capitalize()) for kind in ("binder", "colab")]
    last = LINK.format(kind="hub", address=f"{hub.rstrip('/')}/{at['hub']}", name="JupyterHub") if hub else HUB.format(path=at["hub"])
    return f'\n<nav class="dl-launch" aria-label="Run this page"><span>Run this page on</span> {" ".join(theirs)} {last}</nav>'


def add_menu(app, pagename, template, context, doctree):
    source = str(app.env.doc2path(pagename, base=False)) if doctree else ""
    if not (app.config.dl_repository and source.endswith(".ipynb")):
        return
    before, title, after = context["body"].partition("</h1>")
    context["body"] = before + title + menu(app.config.dl_repository, app.config.dl_version, app.config.dl_hub, source) + after
    if not app.config.dl_hub:
        assets.need(app.env, pagename, SCRIPT)


def setup(app):
    app.setup_extension("assets")
    app.setup_extension("published")
    app.connect("html-page-context", add_menu)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
