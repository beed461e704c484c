"""An output of a cell as a notebook may have it: of a known kind, of limited size, nothing in it that runs in a browser."""

import base64
import binascii

IMAGES = {"image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8"}
TEXTS = ("text/plain", "text/latex")


class Unbelievable(Exception):
    """A reply that no cell gives."""


def checked(output):
    """An output as a notebook may have it, or None if nothing of it can be shown. No HTML and no script: graders open this in a browser."""
    if not isinstance(output, dict):
        raise Unbelievable("an output that is no dictionary")
    kind = output.get("output_type")
    if kind == "stream":
        return stream(text_of(output.get("text")), "stderr" if output.get("name") == "stderr" else "stdout")
    if kind == "error":
        lines = output.get("traceback")
        lines = [text_of(line) for line in lines[:200]] if isinstance(lines, list) else []
        return error_output(text_of(output.get("ename"))[:200], text_of(output.get("evalue")), lines)
    if kind in ("display_data", "execute_result"):
        data = output.get("data")
        data = {mime: shown for mime, value in data.items() if (shown := _shown(mime, value)) is not None} if isinstance(data, dict) else {}
        return {"output_type": kind, "data": data, "metadata": {}, **({"execution_count": None} if kind == "execute_result" else {})} if data else None
    raise Unbelievable("an output of an unknown kind")


def _shown(mime, value):
    """What is shown of a representation: plain texts, images that are images; None for others.

    An image is encoded anew: it goes into an attribute of a page as it stands, and lenient decoders pass over what a browser reads.
    """
    if mime in IMAGES and isinstance(value, str):
        try:
            image = base64.b64decode(value)
        except (binascii.Error, ValueError):
            return None
        return base64.b64encode(image).decode("ascii") if image.startswith(IMAGES[mime]) else None
    return text_of(value) if mime in TEXTS and isinstance(value, str) else None


def text_of(value):
    """A string that every file can hold. Raises Unbelievable for anything else."""
    if not isinstance(value, str):
        raise Unbelievable("a text that is no string")
    return value.encode("utf-8", "replace").decode("utf-8")[:300_000]


def stream(text, name="stdout"):
    """Text on a stream."""
    return {"output_type": "stream", "name": name, "text": text}


def error_output(name, message, traceback):
    """An error, with the lines of its traceback."""
    return {"output_type": "error", "ename": name, "evalue": message, "traceback": traceback}
