"""Where the book is published: the one place that knows. The Pages workflow says it in the environment, _config.yml may too.

    BOOK_REPOSITORY  dl_repository  https://github.com/owner/name: launch buttons, links to the source code
    BOOK_SITE        dl_site        https://owner.github.io/name/: canonical addresses, sitemap, what a link to a page shows elsewhere
    BOOK_VERSION     dl_version     "latest" (the default) or a tag: the folder of the site that this build becomes
    BOOK_HUB         dl_hub         https://hub.example.org: the JupyterHub of the course, if it has one

A book built at home has none of them: then it links no place outside that it was not written with.
"""

import os
import re
from html import escape

from docutils import nodes
from sphinx.errors import ConfigError

VALUES = {"repository": "", "site": "", "version": "latest", "hub": ""}
WANTED = {
    "repository": (r"https://github\.com/[\w.-]+/[\w.-]+", "https://github.com/owner/name: the launch buttons know GitHub alone"),
    "site": (r"https?://[^\s?#]+/", "an address that ends with a slash, like https://owner.github.io/name/"),
    "version": (r"\w[\w.-]*", "“latest” or a tag of letters, digits, dots and hyphens, like v1.0"),
    "hub": (r"https?://[^\s?#]+", "an address, like https://hub.example.org"),
}
WITHOUT_PAGE = ["404.html", "genindex.html", "py-modindex.html", "search.html"]
PICTURE = "_static/social.png"  # drawn by social_picture.py
PICTURE_TAGS = [f'<meta {kind}="{name}" content="{value}" />' for kind, name, value in (
    ("property", "og:image:width", 1200), ("property", "og:image:height", 630), ("name", "twitter:card", "summary_large_image"))]
LENGTH = 200  # what search engines and messengers show of a description


def check(config):
    for name, (pattern, wanted) in WANTED.items():
        value = config[f"dl_{name}"]
        if value and not re.fullmatch(pattern, value):
            raise ConfigError(f"BOOK_{name.upper()} (dl_{name} in _config.yml) is “{value}”, and should be {wanted}.")


def configure(app, config):
    check(config)
    if config.dl_repository:
        branch = "main" if config.dl_version == "latest" else config.dl_version
        config.html_theme_options = {**config.html_theme_options, "repository_url": config.dl_repository, "repository_branch": branch}
    if config.dl_site:
        config.html_baseurl = f"{config.dl_site}latest/"  # of an old version too: searches should lead to the latest
        config.sitemap_url_scheme, config.sitemap_excludes = "{link}", WITHOUT_PAGE
        config.ogp_site_url, config.ogp_image = f"{config.dl_site}{config.dl_version}/", PICTURE
        config.ogp_site_name, config.ogp_custom_meta_tags = config.html_title, PICTURE_TAGS
        config.ogp_enable_meta_description = False  # the first words of a page are those of its card: describe() takes the first sentences


def description(doctree):
    """What the page says of itself in its html_meta, else its first paragraph that stands in a section by itself, cut at a word."""
    own = [node["content"] for node in doctree.findall(nodes.meta) if node.get("name") == "description"]
    paragraphs = (node.astext() for node in doctree.findall(nodes.paragraph) if isinstance(node.parent, nodes.section))
    text = " ".join(next(iter(own), next(paragraphs, "")).split())
    return text if len(text) <= LENGTH else text[: LENGTH - 1].rpartition(" ")[0] + "…"


def describe(app, pagename, template, context, doctree):
    """Give the page a description, for search engines and for previews of links."""
    text = escape(description(doctree)) if doctree else ""
    if text:
        context["meta"] = {**(context["meta"] or {}), "og:description": text}
        if 'name="description"' not in context["metatags"]:
            context["metatags"] += f'<meta name="description" content="{text}" />\n'


def say_version(app, pagename, template, context, doctree):
    """A line at the end of each page that leads to the other versions; on a page of an old version a notice at its top."""
    version, up = app.config.dl_version, "../" * (pagename.count("/") + 1)
    context["theme_extra_footer"] = (f'{context.get("theme_extra_footer", "")} Version <b>{version}</b>, '
                                     f'<a href="{up}versions.html">all versions</a>.')
    if version != "latest" and doctree:
        context["theme_announcement"] = (f'You are reading version <b>{version}</b>, kept as it was. '
                                         f'<a href="{up}latest/{pagename}.html">The latest version of this page</a>')


def setup(app):
    for name, default in VALUES.items():
        app.add_config_value(f"dl_{name}", os.environ.get(f"BOOK_{name.upper()}") or default, "html")
    app.connect("config-inited", configure, priority=400)  # before the theme reads its options
    if app.config.dl_site:
        app.setup_extension("sphinxext.opengraph")
        app.setup_extension("social_picture")
        app.connect("html-page-context", describe, priority=400)  # before sphinxext-opengraph
        app.connect("html-page-context", say_version)
        if app.config.dl_version == "latest":
            app.setup_extension("sphinx_sitemap")
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
