"""Prints the document in Chromium, twice: only the first print shows on which pages its anchors come to stand."""

import io
import logging

from pypdf import PdfReader, PdfWriter

from tools.chromium import Chromium

logging.getLogger("pypdf").setLevel(logging.ERROR)  # it warns of how Chromium counts its objects

PAPER = {"prefer_css_page_size": True, "print_background": True, "outline": True, "tagged": True}
PRINTS = 4  # a number that grows by a digit can move what follows; then once more
TEXT_WIDTH = 600  # CSS pixels, as wide as the text of paper.css
FILL = """numbers => document.querySelectorAll("a.dl-page-of").forEach(link => {
  link.textContent = numbers[decodeURIComponent(link.hash.slice(1))] ?? "?";
})"""
# what an svg draws beyond its frame is cut off there: the frame counts
TOO_WIDE = """width => [...document.querySelectorAll("article *")]
  .filter(node => node.getBoundingClientRect().right > width + 1 && !node.closest("mjx-assistive-mml") && !node.ownerSVGElement)
  .filter((node, _, all) => !all.includes(node.parentElement))
  .map(node => `${node.closest("article").id}: <${node.tagName.toLowerCase()}> ${node.textContent.trim().slice(0, 60)}`)"""


class TooWide(Exception):
    """Something is wider than the text; Chromium would shrink the whole book to make it fit."""


def numbers(pdf):
    """{anchor: number of its page} of everything in `pdf` that a link leads to."""
    reader = PdfReader(io.BytesIO(pdf))
    return {name.removeprefix("/"): reader.get_destination_page_number(place) + 1 for name, place in reader.named_destinations.items()}


def printed(address):
    """The bytes of the document at `address` as a PDF, its page numbers filled in. Raises TooWide."""
    with Chromium() as browser:
        browser.visit(address, width=TEXT_WIDTH)
        browser.page.emulate_media(media="print")
        if wide := browser.evaluate(TOO_WIDE, TEXT_WIDTH):
            raise TooWide("Wider than the text of the PDF, on the page:\n  " + "\n  ".join(wide))
        known = {}
        for _ in range(PRINTS):
            pdf = browser.page.pdf(**PAPER)
            if (found := numbers(pdf)) == known:
                return pdf
            known = found
            browser.evaluate(FILL, known)
    raise RuntimeError(f"The page numbers did not settle in {PRINTS} prints.")


def finished(pdf, facts):
    """`pdf` with what CITATION.cff says of the book; a reader's program shows its title and opens its bookmarks."""
    writer = PdfWriter(clone_from=io.BytesIO(pdf))
    writer.add_metadata({
        "/Title": facts["title"],
        "/Author": ", ".join(author.get("name") or f"{author['given-names']} {author['family-names']}" for author in facts["authors"]),
        "/Subject": " ".join(facts["abstract"].split()),
        "/Keywords": ", ".join(facts["keywords"]),
    })
    writer.page_mode = "/UseOutlines"
    writer.create_viewer_preferences().display_doctitle = True
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
