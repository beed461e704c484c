"""A cell's result, from a reply out of the sandbox that is believed only as far as it has the form of one."""

import math
import re

from dlkit.grading.collection.outputs import Unbelievable, checked, error_output, stream, text_of

HIDDEN = re.compile(r"(BEGIN|END) HIDDEN TESTS")
RED, PLAIN = "\x1b[0;31m", "\x1b[0m"


def cell_result(cell, reply):
    """The result of a cell: {"outputs": as in a notebook, "error": [name, message] or None, "seconds": …}. Raises Unbelievable."""
    outputs = [shown for output in reply["outputs"][:2000] if (shown := checked(output))]
    error = reply["error"]
    if error is not None:
        if len(error) != 2:
            raise Unbelievable("an error without a name and a message")
        error = [text_of(part)[:20_000] for part in error]
    if cell["kind"] == "test":
        outputs = [_harmless(output) for output in outputs if output["output_type"] != "error"]
        if error is not None:
            outputs.append(error_output(*error, _traceback(cell, reply.get("frames", []), *error)))
        elif (value := reply.get("value")) is not None:
            outputs.append({"output_type": "execute_result", "execution_count": None, "metadata": {}, "data": {"text/plain": _points(text_of(value), cell)}})
    elif error is not None and not any(output["output_type"] == "error" for output in outputs):
        outputs.append(error_output(*error, [f"{RED}{error[0]}{PLAIN}: {error[1]}"]))
    left_out = reply.get("left_out")
    if isinstance(left_out, int) and 0 < left_out < 2**60:
        outputs.insert(0, stream(f"[{left_out} characters of output were left out]\n"))
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
        found["outputs"][-1] = checked(verdict)  # with its traceback, which is no longer to be made from frames
    return found


def stopped_result(name, message):
    """The result of a cell that was not run to its end."""
    return {"outputs": [error_output(name, message, [f"{RED}{name}{PLAIN}: {message}"])], "error": [name, message], "seconds": 0.0}


def _harmless(output):
    """What an answer showed while a test called it, as nothing that nbgrader counts.

    From a stream called stderr, a warning for instance, it takes all points; a value it reads as points.
    """
    if output["output_type"] == "stream":
        return {**output, "name": "stdout"}
    return {"output_type": "display_data", "data": output["data"], "metadata": {}}


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
        where, number, function, text = text_of(frame[0]), frame[1], text_of(frame[2]), text_of(frame[3])
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
