"""A notebook file as a student's computer wrote it, whatever it did to it, made into plain cells. Nothing in it is run or trusted."""

import dataclasses
import re

from dlkit.grading.instructor.template import language
from dlkit.grading.intake.notebook_json import Malformed, parse, shown

CELLS, SOURCE = 2_000, 1_000_000  # cells of a notebook, characters of a cell
_SURROGATE = re.compile("[\ud800-\udfff]")
_IMAGE = re.compile(r"image/(png|jpeg|gif|webp|bmp)")


@dataclasses.dataclass(frozen=True)
class StudentCell:
    """A cell as the student left it: `settings` are nbgrader's of this cell as they came, `attachments` are pictures in its text."""

    kind: str
    source: str
    id: str = ""
    grade_id: str | None = None
    settings: dict = dataclasses.field(default_factory=dict)
    tags: tuple = ()
    attachments: dict = dataclasses.field(default_factory=dict)


def read_notebook(data):
    """The cells of a notebook's file, and sentences on what had to be mended. Raises Malformed."""
    notes = []
    document = parse(data, notes)
    cells = [cell for raw in _raw_cells(document, notes) if (cell := _cell(raw, notes)) is not None]
    if not cells:
        raise Malformed("it has no cells")
    metadata = document.get("metadata")
    kernel = language(metadata) if isinstance(metadata, dict) else ""
    if kernel and kernel not in ("python", "python3", "ipython"):
        notes.append(f"Its kernel was {shown(kernel)}; it was run with the assignment's.")
    return cells, list(dict.fromkeys(notes))


def _raw_cells(document, notes):
    """The list of cells, from whichever place the notebook's format has them in."""
    version, cells = document.get("nbformat"), document.get("cells")
    if not isinstance(cells, list) and isinstance(worksheets := document.get("worksheets"), list):
        cells = [cell for sheet in worksheets if isinstance(sheet, dict) and isinstance(sheet.get("cells"), list) for cell in sheet["cells"]]
    if not isinstance(cells, list):
        raise Malformed("it is JSON, but not a notebook: it has no list of cells")
    if len(cells) > CELLS:
        raise Malformed(f"it has {len(cells)} cells; at most {CELLS} are taken")
    if isinstance(version, bool) or version not in (3, 4):
        notes.append(f"It names no format of a notebook that is known ({shown(version)}); it was read as one all the same.")
    elif version == 3:
        notes.append("It was written in an old format (nbformat 3).")
    return cells


def _cell(raw, notes):
    """A cell, or None for what is none."""
    if not isinstance(raw, dict):
        notes.append("Something in it that is no cell was left out.")
        return None
    source = next((raw[key] for key in ("source", "input", "code", "text") if key in raw), "")
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        source = "".join(source)
    if not isinstance(source, str):
        notes.append("A cell whose source is no text was taken as empty.")
        source = ""
    if len(source) > SOURCE:
        notes.append(f"A cell of {len(source)} characters was left out; at most {SOURCE} are taken.")
        return None
    metadata = raw.get("metadata") if isinstance(raw.get("metadata"), dict) else {}
    settings = metadata.get("nbgrader", {})
    if not isinstance(settings, dict):
        notes.append("A cell's settings for nbgrader were no settings.")
        settings = {}
    kind = raw.get("cell_type")
    if kind == "heading" and isinstance(level := raw.get("level", 1), int):
        kind, source = "markdown", "#" * min(max(level, 1), 6) + " " + source
    elif kind in ("html", "text", "heading"):
        kind = "markdown"
    elif kind not in ("code", "markdown", "raw"):
        notes.append(f"A cell of the unknown type {shown(kind)} was taken as plain text.")
        kind = "raw"
    name = settings.get("grade_id")
    return StudentCell(
        kind, _clean(source, notes), raw["id"] if isinstance(raw.get("id"), str) else "", name if isinstance(name, str) and name else None, settings,
        _tags(metadata.get("tags")), _attachments(raw.get("attachments")) if kind == "markdown" else {})


def _clean(source, notes):
    """A source with plain line ends, and no half characters, which no file can hold."""
    if "\r\n" in source:
        notes.append("Its lines ended as Windows has them.")
        source = source.replace("\r\n", "\n")
    if _SURROGATE.search(source):
        notes.append("Characters of which only a half was there were replaced.")
        source = source.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return source


def _tags(found):
    """The tags that a notebook may have, each once."""
    found = found if isinstance(found, list) else []
    return tuple(dict.fromkeys(tag for tag in found if isinstance(tag, str) and tag.isprintable() and tag and "," not in tag))


def _attachments(found):
    """The pictures pasted into a cell of text: {name: {type: base64}}."""
    pictures = {}
    for name, bundle in found.items() if isinstance(found, dict) else ():
        if isinstance(name, str) and not _SURROGATE.search(name) and isinstance(bundle, dict):
            bundle = {kind: value for kind, value in bundle.items() if _IMAGE.fullmatch(kind) and isinstance(value, str) and value.isascii()}
            if bundle:
                pictures[name] = bundle
    return pictures
