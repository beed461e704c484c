"""Faults of built pages that can be read from the files: what is asked from outside, dead links, pictures without words."""

import re
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

from bs4 import BeautifulSoup

LOADED = {"script": "src", "img": "src", "iframe": "src", "embed": "src", "object": "data", "video": "src", "audio": "src",
          "source": "src", "track": "src", "input": "src", "use": "href", "image": "href"}
LINKS_TO_READ = {"license", "canonical", "author", "alternate", "next", "prev", "index", "search", "copyright", "help", "top"}
IN_CSS = re.compile(r"""@import\s+(?:url\()?\s*["']?([^"')\s;]+)|url\(\s*["']?([^"')]+)""")


def pages(root):
    """The HTML pages of the book in `root`."""
    return [path for path in sorted(Path(root).rglob("*.html")) if "_static" not in path.parts]


@cache
def soup(path):
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")


def is_outside(address):
    """Whether loading `address` would leave the book: another host, or a place that only a server's root has."""
    return bool(re.match(r"\s*(https?:|wss?:|//|/)", address, re.IGNORECASE))


def css_addresses(css):
    return [first or second for first, second in IN_CSS.findall(css)]


def asked_from_outside(path):
    """The addresses outside the book that the page or style sheet `path` loads."""
    if path.suffix == ".css":
        return list(filter(is_outside, css_addresses(path.read_text(encoding="utf-8"))))
    page, addresses = soup(path), []
    for tag, attribute in LOADED.items():
        for node in page.find_all(tag):
            addresses += [node.get(attribute, ""), *re.split(r"[\s,]+", node.get("srcset", ""))]
    addresses += [node.get("href", "") for node in page.find_all("link") if not LINKS_TO_READ & set(node.get("rel", []))]
    addresses += css_addresses(" ".join(node.get_text() for node in page.find_all("style")))
    addresses += css_addresses(" ".join(node["style"] for node in page.find_all(style=True)))
    return list(filter(is_outside, addresses))


@cache
def anchors(path):
    return {node["id"] for node in soup(path).find_all(id=True)} | {node["name"] for node in soup(path).find_all("a", attrs={"name": True})}


def dead_links(path):
    """The links of the page `path` into the book that lead to no file or to no anchor."""
    dead = []
    for node in soup(path).find_all("a", href=True):
        link = urlsplit(node["href"])
        if link.scheme or link.netloc:
            continue
        target = path.parent / unquote(link.path) if link.path else path
        fragment = unquote(link.fragment)
        if not target.is_file() or (fragment and target.suffix == ".html" and fragment not in anchors(target.resolve())):
            dead.append(node["href"])
    return dead


def unnamed_pictures(path):
    """The tags of the page's pictures that do not say what is seen."""
    def named(node):
        texts = (node.get("alt"), node.get("aria-label"), node.get("aria-labelledby"))
        return any(text and text.strip() for text in texts) or node.get("aria-hidden") == "true"

    content = soup(path).find("main") or soup(path)  # the logo beside the book's name needs no words
    return [str(node)[:120] for node in content.find_all(["img", "svg"]) if not node.find_parent("svg") and not named(node)]


def misplaced_headings(path):
    """The headings of the page that skip a level or are not its only title, or that there is none."""
    headings = (soup(path).find("article") or soup(path)).find_all(["h1", "h2", "h3", "h4", "h5", "h6"])
    levels = [0, *(int(node.name[1]) for node in headings)]
    misplaced = [str(node)[:120] for node, before, level in zip(headings, levels, levels[1:]) if level > before + 1 or (level == 1 and before)]
    return misplaced if headings else ["no heading"]


def unresolved_references(path):
    """References of the page that Sphinx left as text: to equations, terms, citations, pages."""
    content = soup(path).find("article") or soup(path)
    left = [node.get_text() for node in content.select(".xref") if not node.find_parent("a") and not node.find("a")]
    return left + re.findall(r"\(\?+\)|\?\?+", content.get_text())
