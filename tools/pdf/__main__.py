"""Print the whole book as a PDF: python -m tools.pdf.

The book is built first, if it has to be; no notebook is executed for the PDF. The PDF lies beside the built pages, and the
landing page gets its link now: a book without a PDF has none. Where there is none the place for the link stays hidden.
"""

import os
import re
import sys
import time

import yaml
from filelock import FileLock
from pypdf import PdfReader

from tools.book import ROOT, BookError, build
from tools.chromium import MISSING, find
from tools.pdf.document import document
from tools.pdf.printing import TooWide, finished, printed

NAME = "deep-learning-derived.pdf"
LINK = '<p class="dl-pdf"><a href="{name}">The whole book as a PDF</a> ({pages} pages, {size:.1f} MB)</p>'
PLACE = re.compile(r'<p class="dl-pdf"[^>]*>.*?</p>', re.DOTALL)  # in index.md, hidden


def link(landing, pdf):
    """Write the link to `pdf` into the built page `landing`."""
    text = LINK.format(name=pdf.name, pages=len(PdfReader(pdf).pages), size=pdf.stat().st_size / 1e6)
    replace(landing, PLACE.sub(text, landing.read_text(encoding="utf-8")).encode())


def replace(path, content):
    """Write `path` in one step: whoever reads it meanwhile gets the old or the new one."""
    new = path.with_name(f".{path.name}")
    new.write_bytes(content)
    os.replace(new, path)


def make(root=ROOT):
    """The PDF of the book of `root`, made if the book has changed. Raises BookError or TooWide."""
    landing = build(root)
    pdf = landing.with_name(NAME)
    with FileLock(root / "_build" / ".pdf.lock"):
        if pdf.exists():  # a new build begins without it
            print("Nothing has changed since the PDF was made.")
            return pdf
        print("Putting the pages together …", flush=True)
        page = root / "_build" / "pdf.html"
        page.write_text(document(root, landing.parent), encoding="utf-8")
        print("Setting the formulas and printing …", flush=True)
        facts = yaml.safe_load((root / "CITATION.cff").read_text(encoding="utf-8"))
        replace(pdf, finished(printed(page.as_uri()), facts))
        link(landing, pdf)
    return pdf


def main():
    start = time.monotonic()
    if not find():
        return f"The PDF is printed by Chromium. {MISSING}"
    try:
        pdf = make()
    except (BookError, TooWide) as error:
        return str(error)
    pages, size = len(PdfReader(pdf).pages), pdf.stat().st_size / 1e6
    print(f"The PDF is ready ({time.monotonic() - start:.0f} s): {pages} pages, {size:.1f} MB\n  {pdf}")


if __name__ == "__main__":
    sys.exit(main())
