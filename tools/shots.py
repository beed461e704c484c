"""Pictures of built pages, wide and narrow, light and dark: python -m tools.shots chapters/01_likelihood/03_estimators index

A page is named by its path in the book. A picture longer than --piece pixels comes in pieces.
"""

import argparse
import sys
from itertools import product
from pathlib import Path

from tools.chromium import MISSING, Chromium, find

ROOT = Path(__file__).resolve().parent.parent
BOOK, OUT = ROOT / "_build" / "html", ROOT / "_build" / "shots"


def page_of(name):
    """The built page that `name` means: chapters/…/03_estimators, with or without an ending."""
    path = BOOK / name
    return path.with_suffix(".html") if path.suffix in ("", ".html", ".md", ".ipynb") else path


def shoot(browser, page, out, width, dark, piece):
    """Write the picture of the file `page` as PNG files whose names begin with `out`; returns them."""
    browser.visit(page.as_uri(), width=width, dark=dark)
    height = browser.evaluate("document.documentElement.scrollHeight")
    tops = range(0, height, piece)
    files = [out.with_name(f"{out.name}-{number}.png" if len(tops) > 1 else f"{out.name}.png") for number in range(len(tops))]
    for top, file in zip(tops, files):
        part = {"x": 0, "y": top, "width": width, "height": min(piece, height - top)}
        browser.page.screenshot(path=file, full_page=True, clip=part, animations="disabled")
    return files


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("pages", nargs="+", metavar="PAGE", help="as in the address of the built page: glossary")
    parser.add_argument("--piece", type=int, default=2400, help="the most pixels of height in one file")
    options = parser.parse_args()
    pages = [page_of(name) for name in options.pages]
    if missing := [page.relative_to(BOOK).as_posix() for page in pages if not page.is_file()]:
        return f"No built page is called {', '.join(missing)}. `make book` builds the book into {BOOK.relative_to(ROOT)}/."
    if not find():
        return MISSING
    OUT.mkdir(parents=True, exist_ok=True)
    with Chromium() as browser:
        for page, (width, dark) in product(pages, product((1400, 390), (False, True))):
            name = page.relative_to(BOOK).with_suffix("").as_posix().replace("/", "-")
            files = shoot(browser, page, OUT / f"{name}-{width}-{'dark' if dark else 'light'}", width, dark, options.piece)
            print("\n".join(str(file.relative_to(ROOT)) for file in files), flush=True)


if __name__ == "__main__":
    sys.exit(main())
