"""What a page weighs: the decoded bytes of all that it loads, figures apart."""

from dataclasses import dataclass

LIMIT = 3_500_000  # for a page with formulas
PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg")
LOADED = """[...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
  .map(entry => [entry.name, entry.decodedBodySize])"""
DRAWN = """[...document.querySelectorAll("main svg:not(svg svg), main img[src^='data:']")]
  .reduce((sum, node) => sum + new TextEncoder().encode(node.outerHTML).length, 0)"""


@dataclass(frozen=True)
class Weight:
    """Bytes of the files of a page by their path in the book, without `figures`: those in its HTML and those in files."""

    files: dict
    figures: int
    formulas: bool

    @property
    def total(self):
        return sum(self.files.values())

    @property
    def over(self):
        return self.formulas and self.total > LIMIT

    def __str__(self):
        heaviest = sorted(self.files.items(), key=lambda item: -item[1])[:3]
        names = ", ".join(f"{name.rpartition('/')[2]} {size / 1e6:.2f}" for name, size in heaviest)
        return f"{self.total / 1e6:6.2f}  {self.figures / 1e6:7.2f}  {names:<60}"


def weigh(browser, base):
    """The weight of the open page of the book served at `base`."""
    sizes = {name.removeprefix(base).partition("?")[0]: size for name, size in browser.evaluate(LOADED) if name.startswith(base)}
    page = browser.page.url.removeprefix(base).partition("#")[0]
    drawn = browser.evaluate(DRAWN)
    sizes[page] -= drawn
    pictures = sum(sizes.pop(name) for name in [*sizes] if name.lower().endswith(PICTURES))
    return Weight(sizes, drawn + pictures, browser.evaluate("!!document.querySelector('mjx-container')"))
