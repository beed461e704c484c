"""The whole book as one HTML document for paper: title page, contents, then the pages with running titles."""

import json
import re
from dataclasses import dataclass
from datetime import date
from html import escape
from pathlib import Path
from urllib.parse import urljoin

import yaml

from tools.pdf.pages import article, places, soup
from tools.pdf.questions import page_of, with_answers

TEMPLATE = Path(__file__).with_name("document.html")


@dataclass(frozen=True)
class Sheet:
    """What begins on a page of its own: the anchor, the title, 0 for a chapter and 1 for what lies within one, the HTML."""

    name: str
    title: str
    depth: int
    html: str


def sheets(root, book, site):
    """Every Sheet of the book, the answers of a chapter's self-checks behind it."""
    found, answers, where = [], [], places(root)
    names = {name for name, _ in where}
    for (name, depth), (_, next_depth) in zip(where, [*where[1:], ("", 0)]):
        text = article(book, name, depth, names, site)
        heading = text.find(re.compile("^h[1-6]$"))
        if name == where[0][0]:
            heading.string = "About this book"
        answers += with_answers(text, name, len(answers))
        found.append(Sheet(name, heading.get_text(), depth, str(text)))
        if answers and not next_depth:
            found.append(answers_sheet(f"{name}:answers", answers))
            answers = []
    return found


def answers_sheet(name, answers):
    title = "Answers to the self-checks"
    html = f'<article class="bd-article dl-depth-1" id="{name}"><section><h2>{title}</h2>{"".join(answers)}</section></article>'
    return Sheet(name, title, 1, html)


def contents(found):
    """The table of contents; the page numbers come later."""
    line = '<p class="dl-line dl-line-{}"><a href="#{}">{}</a> <span></span>{}</p>'
    return "".join(line.format(sheet.depth, sheet.name, escape(sheet.title), page_of(sheet.name)) for sheet in found)


def running_titles(found):
    """A rule for each sheet: its chapter and its own title at the head of its pages."""
    rules, chapter = [], ""
    for number, sheet in enumerate(found):
        chapter = chapter if sheet.depth else sheet.title
        left, right = json.dumps(chapter, ensure_ascii=False), json.dumps(sheet.title if sheet.depth else "", ensure_ascii=False)
        rules.append(f"@page sheet-{number} {{ @top-left {{ content: {left} }} @top-right {{ content: {right} }} }}")
    return "\n".join(rules)


def mathjax(page):
    """The scripts of a built page that set its formulas."""
    scripts = [script for script in soup(page).find_all("script") if "mathjax" in str(script).lower()]
    for script in scripts:
        if script.get("src"):
            script["src"] = urljoin(page.as_uri(), script["src"])
    return "\n".join(map(str, scripts))


def document(root, book):
    """The whole book as HTML."""
    landing = soup(book / "index.html")
    canonical = landing.find("link", rel="canonical")
    site = urljoin(canonical["href"], ".") if canonical else ""
    found, today = sheets(root, book, site), date.today()
    facts = yaml.safe_load((root / "CITATION.cff").read_text(encoding="utf-8"))
    config = yaml.safe_load((root / "_config.yml").read_text(encoding="utf-8"))
    styles = [urljoin((book / "index.html").as_uri(), link["href"]) for link in landing.find_all("link", rel="stylesheet")]
    return TEMPLATE.read_text(encoding="utf-8").format(
        title=escape(facts["title"]),
        language=config["sphinx"]["config"]["language"],
        styles="\n".join(f'<link rel="stylesheet" href="{address}">' for address in [*styles, TEMPLATE.with_name("paper.css").as_uri()]),
        mathjax=next(filter(None, (mathjax(book / f"{name}.html") for name, _ in places(root))), ""),
        running_titles=running_titles(found),
        logo=(book / config["logo"]).as_uri(),
        about=escape(landing.find("meta", attrs={"name": "description"})["content"]),
        version=escape(str(facts["version"])),
        date=f"{today.day} {today:%B %Y}",
        address=f', at <a href="{site}">{site}</a>,' if site else "",
        contents=contents(found),
        sheets="\n".join(f'<div style="page: sheet-{number}">{sheet.html}</div>' for number, sheet in enumerate(found)),
    )
