"""Hidden tests taken out of a graded notebook: their source, and every line of it that an output shows."""

import html
import re

from nbgrader.preprocessors import ClearHiddenTests

from dlkit.grading.instructor.tasks import is_test

INSTEAD = "# Hidden tests ran here."
REDACTED = "(a line of a hidden test)"
SHORTEST = 8  # characters of a line that is looked for in outputs: shorter ones stand everywhere
ANSI = re.compile(r"\x1b\[[0-9;]*m")


class HideTests(ClearHiddenTests):
    """nbgrader's ClearHiddenTests for graded notebooks.

    A test's own cell says that there were hidden tests, and an end mark that is missing hides the rest of the cell. Student's
    cells are left alone, whatever they contain. Outputs lose the lines of hidden tests: nbgrader's tracebacks have them, and
    a student's function can print the source of the test that calls it.
    """

    def preprocess(self, nb, resources):
        """The notebook without hidden tests."""
        hidden, seen = set(), set()
        for cell in nb.cells:
            if is_test(cell):
                visible, lines = self._split(cell.source)
                hidden.update(lines)
                cell.source = "\n".join(visible)
            seen.update(line.strip() for line in cell.source.splitlines())
        self.secret = {line for line in hidden - seen if len(line) >= SHORTEST}
        for cell in nb.cells if self.secret else ():
            for output in cell.get("outputs", ()):
                self._redact(output)
        nb.metadata.pop("celltoolbar", None)
        return nb, resources

    def _split(self, source):
        """(the lines that stay, the hidden ones without blanks around them)."""
        visible, hidden, inside = [], [], False
        for line in source.split("\n"):
            if self.begin_test_delimeter in line:
                inside = True
                visible.append(INSTEAD)
            elif self.end_test_delimeter in line:
                inside = False
            elif inside:
                hidden.append(line.strip())
            else:
                visible.append(line)
        return visible, hidden

    def _redact(self, output):
        """Take the lines of hidden tests out of one output."""
        for key in ("text", "evalue"):
            if isinstance(output.get(key), str):
                output[key] = self._without(output[key])
        if "traceback" in output:
            output["traceback"] = [self._without(entry) for entry in output["traceback"]]
        for mime, value in output.get("data", {}).items():
            if isinstance(value, str) and not mime.startswith("image/"):
                output["data"][mime] = self._without(value)

    def _without(self, text):
        """The text, where no line shows one of a hidden test's: colours and line numbers may stand around or within it."""
        return "\n".join(REDACTED if self._shows(line) else line for line in text.split("\n"))

    def _shows(self, line):
        plain = html.unescape(ANSI.sub("", line)).strip()
        return any(secret in plain for secret in self.secret)
