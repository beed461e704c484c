"""The built pages as articles of one document for paper, in the order of _toc.yml.

Left out is what paper cannot do or nobody looks for there: the reference, the folded code of figures, buttons. A page's
anchors get its name in front, so that they stay apart, and links between pages become links within the document.
"""

import posixpath
import re
from urllib.parse import unquote, urljoin, urlsplit

from bs4 import BeautifulSoup
from sphinx_external_toc.parsing import FileItem, parse_toc_yaml

LEFT_OUT = "reference/"  # for looking things up, which a search does better
GONE = (".headerlink, .dl-start, .dl-pdf, .dl-launch, .dl-player, .dl-demo, .dl-definitions, .toctree-wrapper, .only-dark, "
        "details.hide:has(> .cell_input), .dl-quiz .dl-hint, script, noscript")
SHORT = 15  # lines of a code cell that stays in one piece


def soup(page):
    return BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")


def places(root):
    """[(page, depth)] of what is printed, in the order of _toc.yml."""
    toc = parse_toc_yaml(root / "_toc.yml")

    def below(name, depth):
        for child in (item for tree in toc[name].subtrees for item in tree.items if isinstance(item, FileItem)):
            if not child.startswith(LEFT_OUT):
                yield re.sub(r"\.(md|ipynb)$", "", child), depth
                yield from below(child, depth + 1)

    return [(toc.root.docname, 0), *below(toc.root.docname, 0)]


def follow(link, name, names, site):
    """Point a link of the page `name` to its place in the document, or to the site; what leads nowhere becomes plain text."""
    target = urlsplit(link["href"])
    if target.scheme or target.netloc:
        return
    path = posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(target.path))) if target.path else f"{name}.html"
    page = path.removesuffix(".html")
    if page in names:
        link["href"] = f"#{page}:{target.fragment}" if target.fragment else f"#{page}"
    elif site:
        link["href"] = urljoin(f"{site}{name}.html", link["href"])
    else:
        link.name, link.attrs = "span", {}


def article(book, name, depth, names, site):
    """The text of a built page, ready to stand among the others."""
    path = book / f"{name}.html"
    text = soup(path).find("article")
    for node in text.select(GONE):
        node.decompose()
    for node in text.find_all(id=True):
        if not node.find_parent("svg"):  # a drawing keeps the names by which its parts call each other
            node["id"] = f"{name}:{node['id']}"
    for link in text.find_all("a", href=True):
        follow(link, name, names, site)
    for node in text.find_all(src=True):
        node["src"] = urljoin(path.as_uri(), node["src"])
    for node in text.find_all(re.compile("^h[1-5]$")):
        node.name = f"h{min(6, int(node.name[1]) + depth)}"
    for node in text.find_all("details"):
        node["open"] = ""
    for code in text.select(".cell_input"):
        if code.get_text().strip().count("\n") < SHORT:
            code["class"].append("dl-short")
    text["id"], text["class"] = name, ["bd-article", f"dl-depth-{depth}"]
    return text
