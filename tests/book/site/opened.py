"""What is wrong with an opened page: what it asks for, what it complains about, its formulas, its width, and what axe-core finds."""

from dataclasses import dataclass

WHAT_TO_DO = {
    "outside": "put the file into _vendor/ or _assets/ and link it from there: a page asks nothing from outside",
    "failed": "mend the address, or add the file",
    "console": "open the page, look at the browser's console and mend the script that complains",
    "fonts": "mend the address in the @font-face rule, or add the file",
    "formulas": "mend the TeX; a formula that a script adds later has to be set by the script, with MathJax.typesetPromise",
    "too wide": "let it wrap, limit it to max-width: 100%, or put it into a box that scrolls",
    "mouse only": "make it a <button>, a link or the label of an input",
    "focus unseen": "give it an outline under :focus-visible",
    "out of reach": "give it tabindex=0, or find what holds the focus before it",
    "deaf": "let the key do what the mouse does",
}
SEVERE = ("serious", "critical")
NOT_BY_AXE = ["mjx-math", "svg:not(:has([tabindex], a, [role=slider])) > *"]  # seconds a page: drawings have one name, and no text colour that axe can read

THIN_OUT = """(() => {  // of the coloured words of programs, one of each look: axe measures all that are there, which is half of its time
  const seen = new Set(), again = [];
  for (const word of document.querySelectorAll(".highlight pre span:not(:has(*))")) {
    if (!word.checkVisibility()) continue;
    const {color, fontWeight} = getComputedStyle(word);
    const look = [color, fontWeight, ...[word, word.parentElement, word.closest(".highlight")].map(node => getComputedStyle(node).backgroundColor)].join();
    seen.has(look) || word.textContent.trim().length < 2 ? again.push(word) : seen.add(look);  // a single character tells axe nothing
  }
  for (const word of again) word.replaceWith(word.textContent);
})()"""
FONTS = "[...document.fonts].filter(font => font.status === 'error').map(font => font.family)"
FORMULAS = """[
  ...document.querySelectorAll("mjx-merror, [data-mjx-error], mjx-container [mathcolor=red]"),
  ...[...document.querySelectorAll("span.math, div.math")].filter(node => !node.querySelector("mjx-container")),
].map(node => node.textContent.trim())"""
UNFOLD = "document.querySelectorAll('main details').forEach(node => node.open = true)"
TAG = "node => node.outerHTML.slice(0, node.outerHTML.indexOf('>') + 1).slice(0, 160) + ' ' + node.textContent.trim().slice(0, 40)"
TOO_WIDE = f"""(() => {{
  const tag = {TAG}, sticksOut = node => node.getBoundingClientRect().right > innerWidth + 1;
  if (document.documentElement.scrollWidth <= innerWidth) return [];
  const found = [...document.body.querySelectorAll("*")].filter(sticksOut).filter(node => ![...node.children].some(sticksOut));
  return found.length ? found.slice(0, 3).map(tag) : ["the page"];
}})()"""


@dataclass(frozen=True, order=True)
class Finding:
    """One fault of a page: its kind, the element or address that has it, what to do, and in which view of the page."""

    kind: str
    element: str
    todo: str
    view: str = ""


def by_axe(browser):
    """What axe-core finds on the open page that is serious or critical."""
    from axe_playwright_python.sync_playwright import Axe

    context = {"exclude": [[selector] for selector in NOT_BY_AXE]}
    options = {"resultTypes": ["violations"], "preload": False}  # it would ask for style sheets again, under wrong addresses
    browser.evaluate(THIN_OUT)
    report = Axe().run(browser.page, context, options).response
    for violation in report["violations"]:
        if violation["impact"] in SEVERE:
            for node in violation["nodes"]:
                said = " ".join(node["failureSummary"].split())
                element = " ".join(node["html"].split())[:160]
                yield Finding(f"axe: {violation['id']}", element, f"{violation['help']}. {said}")


def of_loading(browser, visit, base):
    """What went wrong while the page of `visit` was loaded and used; `base` is where the book begins."""
    outside = [url for url in visit.requests if not url.startswith((base, "data:", "blob:", "about:"))]
    found = {"outside": outside, "failed": visit.failures, "console": visit.complaints, "fonts": browser.evaluate(FONTS), "formulas": browser.evaluate(FORMULAS)}
    return [Finding(kind, element, WHAT_TO_DO[kind]) for kind, elements in found.items() for element in elements]


def of_width(browser):
    """What makes the open page wider than its window, with everything unfolded."""
    browser.evaluate(UNFOLD)
    return [Finding("too wide", element, WHAT_TO_DO["too wide"]) for element in browser.evaluate(TOO_WIDE)]
