"""What a cell prints, shows and raises, in order and up to a size: notebook outputs as plain dictionaries."""

import io
import os

TEXT, TOTAL, MANY = 200_000, 6_000_000, 1000  # characters of text, and of everything, and the number of outputs that a cell may show
KINDS = ("text/plain", "text/latex", "image/png", "image/jpeg")  # what is shown of a display: nothing that runs in a browser


class OutputLog:
    """Collects the outputs of one cell at a time; `begin` starts the next."""

    def __init__(self):
        self.begin()

    def begin(self):
        self.outputs, self.text, self.total, self.left_out = [], 0, 0, 0

    def write(self, name, text):
        """Text on a stream."""
        room = max(0, TEXT - self.text)
        self.left_out += max(0, len(text) - room)
        text = text[:room]
        self.text += len(text)
        if not text:
            return
        last = self.outputs[-1] if self.outputs else {}
        if last.get("output_type") == "stream" and last["name"] == name:
            last["parts"].append(text)
        elif len(self.outputs) < MANY:
            self.outputs.append({"output_type": "stream", "name": name, "parts": [text]})
        else:
            self.left_out += len(text)

    def add(self, kind, data, metadata=None):
        """A bundle of representations by type; the plain text stays where the others are too long."""
        data = {mime: data[mime] for mime in KINDS if isinstance(data.get(mime), str)}
        if (size := _size(data)) + self.total > TOTAL:
            self.left_out += size
            data = {"text/plain": data.get("text/plain", "")[:1000]}
        self.total += _size(data)
        if len(self.outputs) < MANY:
            self.outputs.append({"output_type": kind, "data": data, "metadata": {}})
        else:
            self.left_out += size

    def clear(self):
        """IPython's clear_output: what was shown so far is taken back."""
        self.outputs = []

    def take(self):
        """The outputs of the cell, streams joined, and how many characters were left out."""
        for output in self.outputs:
            if "parts" in output:
                output["text"] = "".join(output.pop("parts"))
        return self.outputs, self.left_out


def _size(data):
    """Characters on the wire, where one that is not ASCII takes up to twelve."""
    return sum(len(value) * (1 if value.isascii() else 12) for value in data.values())


class Stream(io.TextIOBase):
    """A text stream of Python's that writes into the log; what goes to its file descriptor is caught apart."""

    encoding, errors = "utf-8", "replace"

    def __init__(self, log, name, descriptor):
        self.log, self.name, self.descriptor = log, name, descriptor

    def writable(self):
        return True

    def write(self, text):
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        self.log.write(self.name, text)
        return len(text)

    def fileno(self):
        return self.descriptor


class Descriptor:
    """A file behind file descriptor 1 or 2, for what child processes and compiled code print."""

    def __init__(self, number, path):
        self.number = number
        file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_TRUNC, 0o600)
        os.dup2(file, number)
        os.close(file)

    def drain(self):
        """What was printed since the last time, and how many characters of it are left out."""
        try:
            size = os.fstat(self.number).st_size
            data = os.pread(self.number, min(size, TEXT), 0)
            os.ftruncate(self.number, 0)
        except OSError:  # closed, or made something else: the student's business
            return "", 0
        return data.decode("utf-8", "replace"), size - len(data)
