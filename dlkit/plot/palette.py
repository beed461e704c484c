"""The colours of every figure: a light and a dark variant of each, told apart with any colour vision.

Light variants have a contrast of at least 3 on white, dark ones of at least 4.5 on #14181e (WCAG 2.2);
any two differ by at least 0.07 in OKLab, the first four by at least 0.1, as seen with normal vision,
protanopia, deuteranopia or tritanopia. tests/dlkit/plot/test_plot_palette.py computes both.
"""

# The order of the cycle: "C0" is blue, "C1" orange, and so on.
CYCLE = ("blue", "orange", "green", "violet", "pink", "sky", "gold")

LIGHT = {
    "blue": "#1f57e2",
    "orange": "#e26312",
    "green": "#149a81",
    "violet": "#6e2d96",
    "pink": "#d959c5",
    "sky": "#3196fb",
    "gold": "#905a04",
    "grey": "#6b7280",
    "ink": "#1a1f27",
    "surface": "#ffffff",
}

DARK = {
    "blue": "#5b80ff",
    "orange": "#ff642c",
    "green": "#62dba4",
    "violet": "#cdaaff",
    "pink": "#e56fc4",
    "sky": "#8ff0f7",
    "gold": "#f0b840",
    "grey": "#98a2b3",
    "ink": "#ced6dd",
    "surface": "#14181e",
}

THEMES = {"light": LIGHT, "dark": DARK}

BLUE, ORANGE, GREEN, VIOLET, PINK, SKY, GOLD = (LIGHT[name] for name in CYCLE)
GREY = LIGHT["grey"]
INK = LIGHT["ink"]  # text and lines; on a page it takes the colour of the text around it
SURFACE = "#fefefe"  # what lies behind the figure; a hair off white, so that white itself stays white


def recolouring(theme):
    """{colour a figure is drawn in: colour it has in `theme`}, hex to hex.

    Raises ValueError for a theme that is not "light" or "dark".
    """
    if theme not in THEMES:
        raise ValueError(f"got theme {theme!r}: there are {' and '.join(map(repr, THEMES))}")
    colours = THEMES[theme]
    mapping = {LIGHT[name]: colours[name] for name in (*CYCLE, "grey", "ink")}
    # Plain black is nearly always meant as ink, and would vanish on a dark page.
    return mapping | {SURFACE: colours["surface"], "#000000": colours["ink"]}


def css_values():
    """{colour a figure is drawn in: CSS value that follows the page's theme}."""
    mapping = {LIGHT[name]: f"var(--dl-{name}, {LIGHT[name]})" for name in (*CYCLE, "grey")}
    # Outside the book's pages JupyterLab says what its background is.
    surface = "var(--dl-surface, var(--jp-layout-color0, #fff))"
    return mapping | {INK: "currentColor", "#000000": "currentColor", SURFACE: surface}
