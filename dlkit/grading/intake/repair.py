"""A notebook file as a student's computer wrote it, whatever it did to it, made into plain cells. Nothing in it is run or trusted."""

import dataclasses
import json
import math
import re

from dlkit.grading.instructor.template import language

LARGEST, WITHOUT_OUTPUTS = 64 * 2**20, 20 * 2**20  # bytes of a notebook's file, and of what is left without its outputs
PIECES, CELLS, SOURCE = 2_000_000, 2_000, 1_000_000  # values in the JSON, cells, characters of a cell
TOKENS = 5_000_000  # strings and brackets, outputs included: some seconds
BIG = 5 * 2**20  # bytes from which on outputs are taken out before the JSON is read
_TOKEN = re.compile(rb'"(?:[^"\\]++|\\.)*+(?:"|\\?\Z)|[\[\]{}]', re.DOTALL)
_LIST = re.compile(rb"\s*:\s*(?=\[)")
_SURROGATE = re.compile("[\ud800-\udfff]")
_IMAGE = re.compile(r"image/(png|jpeg|gif|webp|bmp)")
_STARTS = {b"PK\x03\x04": "a zip archive", b"%PDF": "a PDF", b"<": "a web page or XML", b"\x1f\x8b": "a gzip archive", b"<<<<<<<": "a merge that was not finished", b"version https://git-lfs": "a pointer of Git LFS"}


class Malformed(Exception):
    """Nothing usable was handed in; the message says why."""


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
    document = _parse(data, notes)
    cells = [cell for raw in _raw_cells(document, notes) if (cell := _cell(raw, notes)) is not None]
    if not cells:
        raise Malformed("it has no cells")
    metadata = document.get("metadata")
    kernel = language(metadata) if isinstance(metadata, dict) else ""
    if kernel and kernel not in ("python", "python3", "ipython"):
        notes.append(f"Its kernel was {shown(kernel)}; it was run with the assignment's.")
    return cells, list(dict.fromkeys(notes))


def shown(text, longest=60):
    """A student's words, short and harmless enough for a sentence."""
    text = "".join(letter if letter.isprintable() else "?" for letter in str(text)[: longest + 1])
    return text if len(text) <= longest else text[:longest] + "…"


def _parse(data, notes):
    """The JSON document in the file, a dictionary."""
    if not data.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        raise Malformed("the file is empty: was the upload cut off?" if not data else "there is nothing but blanks in it")
    for start in sorted(_STARTS, key=len, reverse=True):
        if data.lstrip().startswith(start):
            raise Malformed(f"it is {_STARTS[start]}, not a notebook")
    data = _as_utf8(data, notes)
    if len(data) > BIG:
        data = without_outputs(data)
    try:
        document = _loads(data)
    except RecursionError:
        try:
            document = _loads(without_outputs(data))
        except RecursionError:
            raise Malformed("its JSON is nested too deeply") from None
        notes.append("Its outputs were nested too deeply to be read and were left out.")
    if not isinstance(document, dict):
        raise Malformed("it is JSON, but not a notebook")
    return document


def _loads(data):
    if len(data) > WITHOUT_OUTPUTS:
        raise Malformed(f"it has {len(data) / 2**20:.0f} MiB without its outputs; at most {WITHOUT_OUTPUTS / 2**20:.0f} are taken")
    if sum(map(data.count, (b"{", b"[", b","))) > PIECES:
        raise Malformed("its JSON has too many values")
    text = data.decode("utf-8", "surrogatepass").rstrip("\0 \t\r\n")
    try:  # numbers are not needed: a huge one would raise
        return json.loads(text, strict=False, parse_constant=lambda _: None, parse_int=_number)
    except (json.JSONDecodeError, MemoryError) as error:
        end = getattr(error, "pos", 0)
        why = "it ends in the middle: was the upload cut off?" if end >= len(text.rstrip()) - 1 or "Unterminated" in str(error) else str(error)
        raise Malformed(f"it cannot be read as JSON: {shown(why, 200)}") from None


def _number(text):
    return int(text) if len(text) < 20 else math.inf


def _as_utf8(data, notes):
    """The file's bytes in UTF-8 without a mark at their start."""
    encoding = json.detect_encoding(data)
    if encoding == "utf-8":
        try:
            data.decode()
            return data
        except UnicodeDecodeError:
            pass
    for name, errors in ((encoding, "surrogatepass"), ("cp1252", "strict"), ("latin-1", "strict")):
        try:
            text = data.decode(name, errors)
            break
        except UnicodeDecodeError:
            continue
    if (name, encoding) != ("utf-8", "utf-8"):
        notes.append(f"It was not written in UTF-8 but in {'UTF-8 with a byte order mark' if name == 'utf-8-sig' else name.upper()}.")
    return text.lstrip("\ufeff").encode("utf-8", "surrogatepass")


def without_outputs(data):
    """JSON with an empty list in place of each cell's outputs, found without reading them. Raises Malformed; what is no JSON stays none."""
    kept, start, depth, level = [], 0, 0, None
    for number, token in enumerate(_TOKEN.finditer(data)):
        if number > TOKENS:
            raise Malformed("its JSON has too many values")
        word = token[0]
        if word in (b"[", b"{"):
            depth += 1
        elif word in (b"]", b"}"):
            depth -= 1
            if depth == level:
                kept.append(b"[]")
                start, level = token.end(), None
        elif level is None and word == b'"outputs"' and depth in (3, 5) and (colon := _LIST.match(data, token.end())):
            kept.append(data[start : colon.end()])
            level = depth
    return b"".join(kept) + (data[start:] if level is None else b"")


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
