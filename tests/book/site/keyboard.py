"""What of an opened page a reader without a mouse cannot use. Trying it changes the page."""

from tests.book.site.opened import TAG, WHAT_TO_DO, Finding

CONTROLS = "a[href], button, input, select, textarea, summary, [tabindex]"
SEEN = "node.checkVisibility({visibilityProperty: true, opacityProperty: true}) && node.getClientRects().length > 0"
MOUSE_ONLY = f"""(() => {{
  const tag = {TAG}, pointer = node => getComputedStyle(node).cursor === "pointer";
  return [...document.body.querySelectorAll("*")]
    .filter(node => pointer(node) && !pointer(node.parentElement) && {SEEN}
      && !node.closest("{CONTROLS}, label") && !node.querySelector("{CONTROLS}, label")).map(tag);
}})()"""
WATCH = f"""(() => {{
  const marks = ["outlineStyle", "outlineWidth", "outlineColor", "boxShadow", "borderColor", "backgroundColor", "color", "opacity", "visibility", "fill", "stroke", "strokeWidth", "r"];
  const above = (node, steps = 8) => steps && node ? [node, ...above(node.parentElement, steps - 1)] : [];
  const around = node => [...above(node), ...node.labels ?? [], ...[...node.children].slice(0, 9)];
  document.head.append(Object.assign(document.createElement("style"), {{textContent: "* {{ transition: none !important }}"}}));
  const look = node => around(node).map(part => {{ const style = getComputedStyle(part); return marks.map(mark => style[mark]).join(); }}).join();
  document.activeElement.blur();
  window.dlControls = () => [...document.querySelectorAll("{CONTROLS}")].filter(node => node.tabIndex >= 0 && !node.disabled && !node.closest("[inert]") && {SEEN});
  window.dlBefore = new Map(dlControls().map(node => [node, look(node)]));
  window.dlStops = new Map();  // whether anything shows that the focus is there
  document.addEventListener("focusin", ({{target}}) => dlStops.set(target, look(target) !== dlBefore.get(target)));
}})()"""
STOPS = "dlStops.size"
WALKED = f"""(() => {{
  const tag = {TAG}, others = node => node.type === "radio" && node.name && [...dlStops.keys()].some(stop => stop.name === node.name);
  return {{
    "focus unseen": [...dlStops].filter(([node, marked]) => !marked).map(([node]) => tag(node)),
    "out of reach": dlControls().filter(node => dlBefore.has(node) && !dlStops.has(node) && !others(node)).map(tag),  // some come and go on the way
  }};
}})()"""
OPERATED = [  # which elements; the keys of which one has to do something; what it changes
    ("summary", ["Enter"], "node => node.parentElement.open"),
    ("input[type=checkbox], input[type=range], input[type=number], select, [role=slider]", ["Space", "ArrowRight", "ArrowLeft", "ArrowUp", "ArrowDown"],
     "node => [node.checked, node.value, node.getAttribute('aria-valuenow'), node.getAttribute('aria-valuetext')].join()"),
    ("input[type=radio]", ["Space", "ArrowDown", "ArrowUp"], "node => [...document.getElementsByName(node.name)].findIndex(other => other.checked)"),
    ("[role=tab]", ["ArrowRight", "ArrowLeft"], "node => [...node.parentElement.children].findIndex(other => other.ariaSelected === 'true')"),
    ("button[aria-expanded], button[aria-pressed]", ["Enter"], "node => node.ariaExpanded + node.ariaPressed"),
]


def found(kind, elements):
    return [Finding(kind, element, WHAT_TO_DO[kind]) for element in elements]


def of_walk(browser, stride=40):
    """What the Tab key misses on its way through the page, and where it arrives unseen."""
    browser.evaluate(WATCH)
    stops = -1
    while stops < (stops := browser.evaluate(STOPS)):
        for _ in range(stride):
            browser.page.keyboard.press("Tab")
    return [finding for kind, elements in browser.evaluate(WALKED).items() for finding in found(kind, elements)]


def of_operation(browser):
    """The folds, fields, sliders and tabs that do not answer their keys."""
    deaf = []
    for selector, keys, state in OPERATED:
        for node in browser.page.query_selector_all(selector):
            if node.is_visible() and node.is_enabled() and not answers(browser.page, node, keys, state):
                deaf.append(f"{' '.join(keys)} on {node.evaluate(TAG)}")
    return found("deaf", deaf)


def answers(page, node, keys, state):
    """Whether one of `keys` changes the state of the element `node`."""
    node.focus()
    before = node.evaluate(state)
    for key in keys:
        page.keyboard.press(key)
        if node.evaluate(state) != before:
            return True
    return False


def findings(browser):
    return found("mouse only", browser.evaluate(MOUSE_ONLY)) + of_walk(browser) + of_operation(browser)
