"""What came out of the sandbox, believed only as far as it has the form of a cell's outputs, and made into such."""

import base64
import binascii
import math
import re

IMAGES = {"image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8"}
TEXTS = ("text/plain", "text/latex")
HIDDEN = re.compile(r"(BEGIN|END) HIDDEN TESTS")
RED, PLAIN = "\x1b[0;31m", "\x1b[0m"


class Unbelievable(Exception):
    """A reply that no cell gives."""


def cell_result(cell, reply):
    """The result of a cell: {"outputs": as in a notebook, "error": [name, message] or None, "seconds": …}. Raises Unbelievable."""
    outputs = [checked for output in reply["outputs"][:2000] if (checked := _output(output))]
    error = reply["error"]
    if error is not None:
        if len(error) != 2:
            raise Unbelievable("an error without a name and a message")
        error = [_text(part)[:20_000] for part in error]
    if cell["kind"] == "test":
        outputs = [_harmless(output) for output in outputs if output["output_type"] != "error"]
        if error is not None:
            outputs.append(_error(*error, _traceback(cell, reply.get("frames", []), *error)))
        elif (value := reply.get("value")) is not None:
            outputs.append({"output_type": "execute_result", "execution_count": None, "metadata": {}, "data": {"text/plain": _points(_text(value), cell)}})
    elif error is not None and not any(output["output_type"] == "error" for output in outputs):
        outputs.append(_error(*error, [f"{RED}{error[0]}{PLAIN}: {error[1]}"]))
    left_out = reply.get("left_out")
    if isinstance(left_out, int) and 0 < left_out < 2**60:
        outputs.insert(0, _stream(f"[{left_out} characters of output were left out]\n"))
    seconds = reply.get("seconds")
    return {"outputs": outputs, "error": error, "seconds": float(seconds) if isinstance(seconds, (int, float)) and 0 <= seconds < 2**60 else 0.0}


def relayed_cell(cell, result):
    """A cell's result that was made elsewhere, by `cell_result`, checked in the same way. Raises Unbelievable, KeyError, TypeError."""
    outputs, error, verdict = result["outputs"], result["error"], None
    if cell["kind"] == "test" and outputs and isinstance(outputs[-1], dict) and outputs[-1].get("output_type") in ("error", "execute_result"):
        *outputs, verdict = outputs
    value = verdict["data"].get("text/plain") if verdict and verdict["output_type"] == "execute_result" else None
    found = cell_result(cell, {"outputs": outputs, "error": error, "seconds": result["seconds"], "value": value})
    if cell["kind"] == "test" and (error is not None) != (verdict is not None and verdict["output_type"] == "error"):
        raise Unbelievable("a test's error that is not among its outputs")
    if error is not None and verdict is not None:
        found["outputs"][-1] = _output(verdict)  # with its traceback, which is no longer to be made from frames
    return found


def stopped_result(name, message):
    """The result of a cell that was not run to its end."""
    return {"outputs": [_error(name, message, [f"{RED}{name}{PLAIN}: {message}"])], "error": [name, message], "seconds": 0.0}


def _output(output):
    """An output as a notebook may have it, or None if nothing of it can be shown. No HTML and no script: graders open this in a browser."""
    if not isinstance(output, dict):
        raise Unbelievable("an output that is no dictionary")
    kind = output.get("output_type")
    if kind == "stream":
        return _stream(_text(output.get("text")), "stderr" if output.get("name") == "stderr" else "stdout")
    if kind == "error":
        lines = output.get("traceback")
        lines = [_text(line) for line in lines[:200]] if isinstance(lines, list) else []
        return _error(_text(output.get("ename"))[:200], _text(output.get("evalue")), lines)
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
    return _text(value) if mime in TEXTS and isinstance(value, str) else None


def _text(value):
    """A string that every file can hold. Raises Unbelievable for anything else."""
    if not isinstance(value, str):
        raise Unbelievable("a text that is no string")
    return value.encode("utf-8", "replace").decode("utf-8")[:300_000]


def _stream(text, name="stdout"):
    return {"output_type": "stream", "name": name, "text": text}


def _harmless(output):
    """What an answer showed while a test called it, as nothing that nbgrader counts.

    From a stream called stderr, a warning for instance, it takes all points; a value it reads as points.
    """
    if output["output_type"] == "stream":
        return {**output, "name": "stdout"}
    return {"output_type": "display_data", "data": output["data"], "metadata": {}}


def _error(name, message, traceback):
    return {"output_type": "error", "ename": name, "evalue": message, "traceback": traceback}


def _points(value, cell):
    """A partial credit that nbgrader reads as it is meant: not more than all, not less than none, and no NaN, which it gives full points."""
    try:
        number = float(value)
    except ValueError:
        return value
    return repr(0.0 if math.isnan(number) else min(max(number, 0.0), float(cell["points"])))


def _traceback(cell, frames, name, message):
    """The traceback of a test, one entry a frame; lines of hidden tests are not in it."""
    lines, hidden = [], _hidden_lines(cell["source"])
    for frame in frames if isinstance(frames, list) else []:
        if not (isinstance(frame, list) and len(frame) == 4 and isinstance(frame[1], int)):
            raise Unbelievable("a frame of a traceback that is none")
        where, number, function, text = _text(frame[0]), frame[1], _text(frame[2]), _text(frame[3])
        if where == "<test>":
            text, where = _line(cell["source"], number), cell["name"]
            if number in hidden:
                text, where = "(a hidden test)", f"{where}, hidden"
        lines.append(f"{where}, line {number}" + (f", in {function}" if function != "<module>" else "") + f"\n    {text.strip()}")
    return [*lines, f"{RED}{name}{PLAIN}: {message}"]


def _line(source, number):
    lines = source.splitlines()
    return lines[number - 1] if 0 < number <= len(lines) else ""


def _hidden_lines(source):
    """The numbers of the lines between the markers of hidden tests."""
    found, inside = set(), False
    for number, line in enumerate(source.splitlines(), 1):
        if marker := HIDDEN.search(line):
            inside = marker[1] == "BEGIN"
        elif inside:
            found.add(number)
    return found
