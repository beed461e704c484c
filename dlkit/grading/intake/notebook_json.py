"""The JSON document in a notebook's file: from bytes of any encoding, size and depth to a dictionary, or a reason why not."""

import json
import math
import re

LARGEST, WITHOUT_OUTPUTS = 64 * 2**20, 20 * 2**20  # bytes of a notebook's file, and of what is left without its outputs
PIECES = 2_000_000  # values in the JSON
TOKENS = 5_000_000  # strings and brackets, outputs included: some seconds
BIG = 5 * 2**20  # bytes from which on outputs are taken out before the JSON is read
_TOKEN = re.compile(rb'"(?:[^"\\]++|\\.)*+(?:"|\\?\Z)|[\[\]{}]', re.DOTALL)
_LIST = re.compile(rb"\s*:\s*(?=\[)")
_STARTS = {b"PK\x03\x04": "a zip archive", b"%PDF": "a PDF", b"<": "a web page or XML", b"\x1f\x8b": "a gzip archive", b"<<<<<<<": "a merge that was not finished", b"version https://git-lfs": "a pointer of Git LFS"}


class Malformed(Exception):
    """Nothing usable was handed in; the message says why."""


def shown(text, longest=60):
    """A student's words, short and harmless enough for a sentence."""
    text = "".join(letter if letter.isprintable() else "?" for letter in str(text)[: longest + 1])
    return text if len(text) <= longest else text[:longest] + "…"


def parse(data, notes):
    """The JSON document in the file, a dictionary; `notes` gains sentences on what had to be mended. Raises Malformed."""
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
