"""What may lie in a student's folder instead of an honest notebook: HAND_INS, for the assignment "lab" of the small course.

In each, the answer `square` is wrong and the answer `half` is right: 3 of 5 points are what it deserves, whatever was done to it.
"""

import dataclasses
import json
import os
from collections.abc import Callable

import nbformat

from tests.grading.small_course import cell_named
from tests.grading.test_rebuild import BROKEN

WRONG = {"square": "def square(x):\n    return 2 * x + 3"}  # the visible test wants 9 of 3, the hidden one 16 of -4


@dataclasses.dataclass(frozen=True)
class HandIn:
    """One way to hand in: `make` is given the small course and a student's id; `note` is a part of what is noted, or of the reason."""

    name: str
    story: str
    make: Callable
    outcome: str = "graded"
    points: float | None = 3.0
    note: str = ""


def work(small):
    """The notebook of somebody who has `square` wrong and `half` right."""
    notebook = small.solved()
    for name, source in WRONG.items():
        cell_named(notebook, name).source = source
    return notebook


def changed(change):
    """Hand in that notebook after a change of it, as JSON: nbformat would mend some."""
    def make(small, student):
        notebook = work(small)
        change(notebook)
        small.submit(student, json.dumps(notebook))
    return make


def written(write, **more):
    """Hand in what `write` makes of the notebook's text."""
    return lambda small, student: small.submit(student, write(nbformat.writes(work(small))), **more)


def beside(act):
    """Hand in the notebook, then do something in its folder."""
    return lambda small, student: act(small.submit(student, work(small)))


def malformed(name, story, make, note):
    return HandIn(name, story, make, "malformed", None, note)


def instead(act):
    """A folder without a notebook, in which something is done."""
    return lambda small, student: act(small.place(student), small)


def old_format(text):
    """The notebook in nbformat 3, with the settings where they were then."""
    found = json.loads(text)
    for cell in found["cells"]:
        if cell["cell_type"] == "code":
            cell["input"] = cell.pop("source")
    return json.dumps({"metadata": {}, "nbformat": 3, "nbformat_minor": 0, "worksheets": [{"cells": found["cells"]}]})


def with_outputs(size):
    """The notebook with an output of so many bytes."""
    def write(text):
        found = json.loads(text)
        code = next(cell for cell in found["cells"] if cell["cell_type"] == "code")
        code["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "x" * size}]
        return json.dumps(found)
    return write


def kernel(notebook):
    notebook.metadata = {"kernelspec": {"name": "ir", "language": "R", "display_name": "R"}, "language_info": {"name": "R"}}


def other_files(place):
    """In the place of the instructor's files, the student's: a `twice` that gives everything, numbers that are none."""
    (place / "helper.py").write_text("def twice(x):\n    raise SystemExit\nimport os\nos._exit(0)\n")
    (place / "data").mkdir()
    (place / "data" / "numbers.txt").write_text("none")


def linked_folder(small, student):
    small.submit(f"{student}_elsewhere", work(small), assignment="elsewhere")
    (small.folder / "submitted" / student).mkdir(parents=True)
    (small.folder / "submitted" / student / "lab").symlink_to(small.folder / "submitted" / f"{student}_elsewhere" / "elsewhere")


def another(small, student):
    """The notebook of something else."""
    small.submit(student, nbformat.writes(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1")])), name="holiday")


def two_names(small, student):
    """Two notebooks, none of them by the right name."""
    for name in ("first", "second"):
        small.submit(student, work(small), name=name)


def right_copy(small, student):
    """The notebook, and a better one beside it."""
    small.submit(student, work(small))
    small.submit(student, small.solved(), name="lab-Copy1")


def linked_time(place):
    (place / "timestamp.txt").unlink()
    (place / "timestamp.txt").symlink_to("/etc/passwd")


def link_to(target):
    return lambda place, small: (place / "lab.ipynb").symlink_to(target.format(course=small.folder))


def many_cells(notebook):
    notebook.cells += [nbformat.from_dict({"cell_type": "code", "id": f"more-{number}", "metadata": {}, "source": "1", "outputs": [], "execution_count": None}) for number in range(2000)]


FILES = [
    HandIn("nothing", "a folder with nothing in it", instead(lambda place, small: None), "missing", None, "nothing was handed in"),
    malformed("empty", "an empty file", lambda small, student: small.submit(student, b""), "empty"),
    malformed("truncated", "half a file", written(lambda text: text[: len(text) // 2]), "ends in the middle"),
    malformed("text", "Python, not a notebook", lambda small, student: small.submit(student, "print('hello')"), "cannot be read as JSON"),
    malformed("json", "JSON that is no notebook", lambda small, student: small.submit(student, "[1, 2]"), "not a notebook"),
    malformed("zip", "a zip archive by the notebook's name", lambda small, student: small.submit(student, b"PK\x03\x04" + bytes(100)), "zip archive"),
    malformed("pickle", "a pickle by the notebook's name", lambda small, student: small.submit(student, b"\x80\x04\x95" + bytes(range(256))), "cannot be read"),
    malformed("web_page", "a log-in page that was saved by the notebook's name", lambda small, student: small.submit(student, "<!DOCTYPE html>"), "a web page"),
    malformed("deep", "JSON nested 100,000 deep", lambda small, student: small.submit(student, '{"cells": ' + "[" * 100_000), "nested too deeply"),
    malformed("too_large", "a file of 70 MiB", written(with_outputs(70 * 2**20)), "more than 64 MiB"),
    malformed("too_many_cells", "2,000 cells more than were released", changed(many_cells), "cells; at most 2000"),
    malformed("link_to_solution", "a link to the solution in the place of the notebook", instead(link_to("{course}/source/lab/lab.ipynb")), "symbolic link"),
    malformed("link_to_nothing", "a link that leads nowhere", instead(link_to("nowhere")), "symbolic link"),
    malformed("linked_folder", "a link to somebody's folder in the place of the submission", linked_folder, "a symbolic link, not a folder"),
    malformed("pipe", "a pipe in the place of the notebook, which nobody ever writes to", instead(lambda place, small: os.mkfifo(place / "lab.ipynb")), "a pipe"),
    malformed("folder", "a folder by the notebook's name", instead(lambda place, small: (place / "lab.ipynb").mkdir()), "a folder"),
    malformed("other_notebook", "the notebook of something else", another, "none of the cells of lab.ipynb"),
    malformed("two_names", "two notebooks, none of the right name", two_names, "none of its notebooks has the name"),
    malformed("only_a_pdf", "a PDF", instead(lambda place, small: (place / "lab.pdf").write_bytes(b"%PDF")), "no notebook in it"),
    HandIn("renamed", "the notebook by another name", beside(lambda place: (place / "lab.ipynb").rename(place / "my lab (1).ipynb")),
           note="handed in as my lab (1).ipynb"),
    HandIn("a_copy_beside", "a second notebook, right and by another name", right_copy, note="lab-Copy1.ipynb is not a notebook"),
    HandIn("utf_16", "UTF-16", written(lambda text: text.encode("utf-16")), note="UTF-16"),
    HandIn("byte_order_mark", "UTF-8 with a byte order mark", written(lambda text: text.encode("utf-8-sig")), note="byte order mark"),
    HandIn("windows_text", "Windows' own encoding", written(lambda text: text.replace("# Lab", "# L\xe4b").encode("cp1252")), note="CP1252"),
    HandIn("old_format", "nbformat 3", written(old_format), note="nbformat 3"),
    HandIn("unknown_format", "nbformat 9", changed(lambda notebook: notebook.update(nbformat=9)), note="no format of a notebook that is known"),
    HandIn("other_kernel", "a kernel for R", changed(kernel), note="kernel was r"),
    HandIn("no_metadata", "no metadata but the cells' own", changed(lambda notebook: notebook.pop("metadata"))),
    HandIn("forty_megabytes", "a notebook with 40 MiB of output", written(with_outputs(40 * 2**20))),
    HandIn("bad_timestamp", "a timestamp that is none", written(str, when="when it was done"), note="no time that can be read"),
    HandIn("timestamp_to_come", "a timestamp of the year 9999", written(str, when="9999-12-31 23:59:59 -2359"), note="no time that can be read"),
    HandIn("timestamp_link", "a link in the place of the timestamp", beside(linked_time),
           note="symbolic link, which is not followed or read: it counts as handed in on time"),
    HandIn("files_of_theirs", "files of the instructor's replaced by files of the same names", beside(other_files)),
    HandIn("link_beside", "a link to the gradebook beside the notebook",
           beside(lambda place: (place / "mine.db").symlink_to(place.parents[2] / "gradebook.db")), note="symbolic link"),
    HandIn("missing_answers", "every cell deleted but the wrong answer", changed(lambda notebook: notebook.update(cells=[cell_named(notebook, "square")])),
           points=0.0, note="The answer half was missing"),
]
EDITED = [HandIn(story.replace(" ", "_").replace("'", ""), story, changed(change), note=note or "") for story, (change, note) in BROKEN.items()]
HAND_INS = {"What cannot be read, or only with some good will": FILES, "Cells edited, deleted, copied, moved, renamed, retyped; settings changed": EDITED}
