"""From a matplotlib figure to a small SVG group that may stand in a page of HTML beside others."""

import hashlib
import re
from dataclasses import dataclass
from io import BytesIO
from xml.etree import ElementTree

RASTER_DPI = 150  # of artists drawn as pixels; an SVG's own unit is 1/72 inch
SMOOTH = "smooth"  # the gid of an image whose pixels a browser should blend

_NUMBER = re.compile(r"-?\d+\.\d{3,}")
_COLOUR = re.compile(r"#[0-9a-f]{6}\b")
_REFERENCE = re.compile(r"url\(#([^)]+)\)")
_TEXT_SCALE = re.compile(r"scale\(([\d.]+) -\1\)")


@dataclass(frozen=True)
class Drawing:
    """One figure as SVG: `group`, an element <g id=name>, and `style`, the CSS of its classes.

    `name` is a hash of the drawing: every id and class begins with it, so that figures on one page do not mix, and
    the same figure shown twice means the same things by them. `smallest_text` is in points, None without text.
    """

    name: str
    group: ElementTree.Element
    style: str
    smallest_text: float | None


def drawing(figure, colours, salt=""):
    """Draw `figure`, whose layout is settled, with its colours replaced by the values of `colours`.

    The same figure, colours and salt give the same bytes. Call it within `styled()`.
    """
    source = matplotlib_svg(figure)
    return named(tree(source, colours), name_of(source, repr(colours), salt), colours)


def name_of(*texts):
    """A name made of texts: the same for the same, another for others."""
    return "dl" + hashlib.sha256("".join(texts).encode()).hexdigest()[:10]


def tree(source, colours):
    """The root element of matplotlib's SVG text, without what only a file needs, and with its colours replaced."""
    root = _plain(ElementTree.fromstring(source))
    _drop_unseen(root)
    _shorten_numbers(root)
    _recolour(root, colours)
    return root


def named(root, name, colours):
    """The `Drawing` of a tree, whose ids and classes then begin with `name`."""
    text_scales = [float(m[1]) for e in root.iter("g") if (m := _TEXT_SCALE.search(e.get("transform", "")))]
    _own_ids(root, name)
    style = _styles_to_classes(root, name)
    # What matplotlib says of every element on the page ("*{…}") is said of this group alone. Black is SVG's
    # default and matplotlib leaves it out, so it has to be made ink here.
    ink = colours["#000000"]
    group = ElementTree.Element("g", {"id": name, "fill": ink, "stroke-linejoin": "round", "stroke-linecap": "butt"})
    group.extend(root)
    # A text is drawn from glyphs 100 units high.
    return Drawing(name, group, style, 100 * min(text_scales) if text_scales else None)


def markup(element):
    """The element as HTML text."""
    return ElementTree.tostring(element, encoding="unicode")


def matplotlib_svg(figure):
    """What matplotlib writes of a figure as SVG, as text."""
    buffer = BytesIO()
    nothing = dict.fromkeys(("Creator", "Date", "Format", "Type"))
    figure.savefig(buffer, format="svg", dpi=RASTER_DPI, metadata=nothing, facecolor="none")
    return buffer.getvalue().decode()


def _plain(root):
    """Take the namespaces away (HTML needs none), and the text, which here is blank or of the global style sheet."""
    for element in root.iter():
        element.tag = element.tag.split("}")[-1]
        element.text = element.tail = None
        for key in list(element.attrib):
            if "}" in key:
                value = element.attrib.pop(key)
                element.set(key.split("}")[-1], "".join(value.split()) if value.startswith("data:") else value)
    return root


def _drop_unseen(element):
    """Remove metadata, the global style sheet, and groups that hold nothing."""
    for child in list(element):
        _drop_unseen(child)
        empty = child.tag in ("g", "defs") and len(child) == 0
        if empty or child.tag in ("metadata", "style"):
            element.remove(child)


def _shorten_numbers(root):
    """Two decimals of a point are finer than any screen; scale factors keep theirs."""
    for element in root.iter():
        for key in ("d", "x", "y", "width", "height", "points"):
            if key in element.attrib:
                element.set(key, _NUMBER.sub(lambda m: f"{float(m[0]):.2f}".rstrip("0").rstrip("."), element.get(key)))
        if element.tag == "path" and "d" in element.attrib:
            element.set("d", " ".join(element.get("d").split()))


def _recolour(root, colours):
    for element in root.iter():
        for key in ("style", "fill", "stroke", "stop-color"):
            if key in element.attrib:
                element.set(key, _COLOUR.sub(lambda m: colours.get(m[0], m[0]), element.get(key)))
        if element.tag == "image" and element.get("id") == SMOOTH:
            element.attrib.pop("style", None)


def _own_ids(root, name):
    """Keep the ids something refers to, and put `name` before them: a page holds many figures."""
    used = set()
    for element in root.iter():
        used.update(ref for value in element.attrib.values() for ref in _REFERENCE.findall(value))
        if element.get("href", "").startswith("#"):
            used.add(element.get("href")[1:])
    short = {identity: f"{name}-{number}" for number, identity in enumerate(sorted(used))}
    for element in root.iter():
        for key, value in list(element.attrib.items()):
            if key == "id":
                element.attrib.pop("id")
                if value in short:
                    element.set("id", short[value])
            elif key == "href" and value.startswith("#"):
                element.set("href", "#" + short[value[1:]])
            elif "url(#" in value:
                element.set(key, _REFERENCE.sub(lambda m: f"url(#{short[m[1]]})", value))


def _styles_to_classes(root, name):
    """Say each style once: a scatter of a thousand points would say it a thousand times."""
    classes = {}
    for element in root.iter():
        style = element.attrib.pop("style", None)
        if style:
            style = style.replace(": ", ":").replace("; ", ";")
            element.set("class", classes.setdefault(style, f"{name}-c{len(classes)}"))
    return "".join(f".{key}{{{style}}}" for style, key in classes.items())
