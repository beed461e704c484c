"""dlkit.grading.intake.repair and notebook_json: every way that a notebook's file may be broken is mended with a note, or refused with a reason."""

import json
import time

import pytest

from dlkit.grading.intake import notebook_json, repair
from dlkit.grading.intake.notebook_json import Malformed, without_outputs
from dlkit.grading.intake.repair import read_notebook

CELL = {"cell_type": "code", "id": "a", "metadata": {}, "source": "x = 'é€'", "outputs": [], "execution_count": None}


def document(*cells, **more):
    """A notebook's JSON as a dictionary."""
    return {"cells": list(cells) or [CELL], "metadata": {"language_info": {"name": "python"}}, "nbformat": 4, "nbformat_minor": 5, **more}


def data(*cells, **more):
    """The bytes of a notebook's file."""
    return json.dumps(document(*cells, **more), ensure_ascii=False).encode("utf-8", "surrogatepass")


def test_a_sound_notebook_is_read_without_notes():
    (cell,), notes = read_notebook(data())
    assert (cell.kind, cell.source, cell.id, cell.grade_id, notes) == ("code", "x = 'é€'", "a", None, [])


@pytest.mark.parametrize(("encoding", "note"), [
    ("utf-8-sig", "UTF-8 with a byte order mark"), ("utf-16", "UTF-16"), ("utf-16-le", "UTF-16-LE"), ("utf-16-be", "UTF-16-BE"),
    ("utf-32", "UTF-32"), ("cp1252", "CP1252")])
def test_other_encodings_are_read(encoding, note):
    (cell,), notes = read_notebook(data().decode().encode(encoding))
    assert cell.source == "x = 'é€'" and note in notes[0]


def test_a_byte_order_mark_that_was_written_twice_is_no_part_of_the_text():
    (cell,), notes = read_notebook(b"\xef\xbb\xbf" + data().decode().encode("utf-8-sig"))
    assert cell.source == "x = 'é€'" and "byte order mark" in notes[0]


def test_latin_1_is_read_where_windows_has_no_such_character():
    (cell,), notes = read_notebook(data({**CELL, "source": "'é\x81'"}).decode().encode("latin-1"))
    assert cell.source == "'é\x81'" and "LATIN-1" in notes[0]


@pytest.mark.parametrize(("found", "reason"), [
    (b"", "empty: was the upload cut off"),
    (b"\0\0 \n", "nothing but blanks"),
    (b"\xef\xbb\xbf", "nothing but blanks"),
    (data()[:-20], "ends in the middle"),
    (data()[:60], "ends in the middle"),
    (data().decode().encode("utf-16")[:-31], "cannot be read as JSON"),
    (b"print('hello')", "cannot be read as JSON"),
    (b"PK\x03\x04" + bytes(100), "a zip archive"),
    (b"%PDF-1.7", "a PDF"),
    (b"<!DOCTYPE html><p>Log in", "a web page"),
    (b"<<<<<<< HEAD\n{}", "a merge"),
    (b"\x1f\x8b\x08\0", "a gzip archive"),
    (b"version https://git-lfs.github.com/spec/v1\n", "Git LFS"),
    (b"\x80\x04\x95" + bytes(range(256)), "cannot be read as JSON"),
    (b"[]", "not a notebook"), (b"null", "not a notebook"), (b"5", "not a notebook"), (b'"text"', "not a notebook"),
    (b"{}", "no list of cells"),
    (data(cells={}), "no list of cells"), (data(cells="text"), "no list of cells"), (data(cells=None), "no list of cells"),
    (data(cells=[]), "no cells"), (data(cells=[1, None]), "no cells"),
    (b'{"cells": ' + b"[" * 100_000, "nested too deeply|ends in the middle"),
    (b'{"cells": ' + b"[" * 3_000 + b"]" * 3_000 + b"}", "nested too deeply"),
    (data(cells=[CELL] * 2001), "2001 cells"),
    (b'{"cells": [' + b"{}," * 1_500_000 + b"{}]}", "too many values"),
    (data({**CELL, "metadata": {"x": "y" * (21 * 2**20)}}), "MiB without its outputs"),
])
def test_what_is_no_notebook_is_refused_with_a_reason(found, reason):
    with pytest.raises(Malformed, match=reason):
        read_notebook(found)


@pytest.mark.parametrize(("cell", "source", "note"), [
    ({**CELL, "source": ["x = 1\n", "y = 2"]}, "x = 1\ny = 2", None),
    ({**CELL, "source": ["x = 1", 5]}, "", "no text"),
    ({**CELL, "source": None}, "", "no text"),
    ({**CELL, "source": {"a": 1}}, "", "no text"),
    ({"cell_type": "code"}, "", None),
    ({**CELL, "source": "x = 1\r\ny = 2\r\n"}, "x = 1\ny = 2\n", "Windows"),
    ({**CELL, "source": "x = '\ud800'"}, "x = '\ufffd'", "a half"),
    ({**CELL, "source": "'\ud83d\ude00'"}, "'\U0001f600'", "a half"),
    ({**CELL, "metadata": None}, CELL["source"], None),
    ({**CELL, "metadata": [1]}, CELL["source"], None),
    ({**CELL, "metadata": {"nbgrader": "text"}}, CELL["source"], "were no settings"),
    ({**CELL, "metadata": {"nbgrader": {"grade_id": ["a"]}}}, CELL["source"], None),
    ({**CELL, "metadata": {"nbgrader": {"grade_id": 7}, "tags": 5}}, CELL["source"], None),
    ({**CELL, "id": 5, "outputs": "text"}, CELL["source"], None),
    ({**CELL, "outputs": [{"text": float("nan")}], "execution_count": float("inf")}, CELL["source"], None),
])
def test_a_cell_is_mended(cell, source, note):
    (found,), notes = read_notebook(data(cell))
    assert (found.kind, found.source, found.grade_id) == ("code", source, None)
    assert (notes == []) if note is None else note in " ".join(notes)


@pytest.mark.parametrize(("cell", "kind", "source"), [
    ({"cell_type": "heading", "level": 2, "source": "Title"}, "markdown", "## Title"),
    ({"cell_type": "heading", "level": 10**9, "source": "Title"}, "markdown", "###### Title"),
    ({"cell_type": "heading", "level": "x", "source": "Title"}, "markdown", "Title"),
    ({"cell_type": "html", "source": "<b>"}, "markdown", "<b>"),
    ({"cell_type": "raw", "source": "r"}, "raw", "r"),
    ({"cell_type": "sql", "source": "s"}, "raw", "s"),
    ({"cell_type": ["code"], "source": "s"}, "raw", "s"),
    ({"source": "s"}, "raw", "s"),
])
def test_types_of_cells_that_are_no_more_or_never_were(cell, kind, source):
    (found,), _ = read_notebook(data(cell))
    assert (found.kind, found.source) == (kind, source)


def test_old_formats_are_read():
    old = {"metadata": {}, "nbformat": 3, "nbformat_minor": 0, "worksheets": [{"cells": [
        {"cell_type": "heading", "level": 1, "source": "Title"},
        {"cell_type": "code", "input": ["x = 1\n", "y = 2"], "language": "python", "outputs": [{"output_type": "pyout"}], "prompt_number": 1,
         "metadata": {"nbgrader": {"grade_id": "a"}}}]}, "no sheet"]}
    (title, cell), notes = read_notebook(json.dumps(old).encode())
    assert (title.source, cell.source, cell.grade_id) == ("# Title", "x = 1\ny = 2", "a") and "nbformat 3" in notes[0]


@pytest.mark.parametrize("version", [None, 5, "4", 4.5, True, [], -1])
def test_an_unknown_format_is_read_all_the_same(version):
    (cell,), notes = read_notebook(data(nbformat=version))
    assert cell.source == CELL["source"] and "no format of a notebook that is known" in notes[0]


@pytest.mark.parametrize(("metadata", "note"), [
    ({"kernelspec": {"language": "R", "name": "ir"}}, "kernel was r"),
    ({"language_info": {"name": "julia"}}, "kernel was julia"),
    ({"kernelspec": {"name": "python3", "display_name": "Python"}}, None),
    ({"kernelspec": {"language": 5}}, None), ({"kernelspec": "text"}, None), ([], None), (None, None), ("text", None),
])
def test_the_kernel_is_looked_at_and_nothing_else_of_the_metadata(metadata, note):
    _, notes = read_notebook(data(metadata=metadata))
    assert (notes == []) if note is None else note in notes[0]


def test_numbers_that_python_refuses_to_read_do_no_harm():
    text = data().decode().replace('"execution_count": null', f'"execution_count": {"9" * 10_000}, "b": NaN, "c": -Infinity, "d": 1e999')
    assert len(read_notebook(text.encode())[0]) == 1


def test_raw_control_characters_and_what_follows_the_end_do_no_harm():
    (cell,), _ = read_notebook(data({**CELL, "source": "x = 1 # @"}).replace(b"@", b"\t\x01\n") + b"\n\0\0\0")
    assert cell.source == "x = 1 # \t\x01\n"


def test_fifty_megabytes_of_outputs_are_left_out_quickly():
    shown = [{"output_type": "display_data", "data": {"image/png": "A" * (50 * 2**20), "text/plain": '"outputs": [\\" ]'}, "metadata": {}}]
    many = [{"output_type": "stream", "name": "stdout", "text": ["1, 2, {3}\n"] * 100_000}]
    cells = [{**CELL, "outputs": shown}, {**CELL, "source": 'd = {"outputs": [1, {2: 3}]}', "outputs": many}]
    start = time.monotonic()
    (first, second), notes = read_notebook(data(*cells))
    assert time.monotonic() - start < 20
    assert (first.source, second.source, notes) == (CELL["source"], cells[1]["source"], [])


def test_outputs_are_cut_out_of_the_cells_and_nowhere_else():
    tricky = {**CELL, "metadata": {"outputs": [1, "]"]}, "outputs": [{"a": ["]", "}", '\\"', "\\"]}, [[]]], "source": '"outputs": ["'}
    found = document(tricky, {**tricky, "outputs": []}, outputs=[5])
    expected = document({**tricky, "outputs": []}, {**tricky, "outputs": []}, outputs=[5])
    for indent in (None, 1):
        assert json.loads(without_outputs(json.dumps(found, indent=indent).encode())) == expected


def test_outputs_of_an_old_format_are_cut_out_too():
    cell = {**CELL, "outputs": [{"text": "]"}], "metadata": {"outputs": [1]}}
    old = {"worksheets": [{"cells": [cell]}], "outputs": [5]}
    assert json.loads(without_outputs(json.dumps(old).encode())) == {**old, "worksheets": [{"cells": [{**cell, "outputs": []}]}]}


def test_the_search_for_outputs_ends_somewhere(monkeypatch):
    monkeypatch.setattr(notebook_json, "TOKENS", 100)
    without_outputs(b"[]" * 50)
    with pytest.raises(Malformed, match="too many values"):
        without_outputs(b"[]" * 51)


@pytest.mark.parametrize("text", [
    b'"' + b'\\"' * 1_000_000, b"[" * 1_000_000, b"]" * 1_000_000, b'{"cells": [{"outputs": ' * 50_000, b'{"cells": [{"outputs": [' + b"[" * 1_000_000,
    b'{"cells": [{"outputs"' + b" " * 1_000_000, b'"outputs"' * 100_000, b"\\" * 1_000_000])
def test_no_text_makes_the_search_for_outputs_slow(text):
    start = time.monotonic()
    without_outputs(text)
    with pytest.raises(Malformed):
        read_notebook(text * 6)
    assert time.monotonic() - start < 20


def test_outputs_nested_too_deeply_are_left_out():
    text = data().replace(b'"outputs": []', b'"outputs": [' + b"[" * 5000 + b"]" * 5000 + b"]")
    (cell,), notes = read_notebook(text)
    assert cell.source == CELL["source"] and "nested too deeply" in notes[0]


def test_a_cell_as_long_as_a_book_is_left_out():
    cells, notes = read_notebook(data({**CELL, "source": "#" * (repair.SOURCE + 1)}, CELL))
    assert len(cells) == 1 and "1000001 characters" in notes[0]


def test_pictures_pasted_into_an_answer_stay_and_nothing_else():
    cell = {"cell_type": "markdown", "source": "![](attachment:a.png)", "attachments": {
        "a.png": {"image/png": "iVBORw0KGgo="}, "b.svg": {"image/svg+xml": "<svg onload=alert(1)>"}, "c": 5, "d": {"image/png": ["x"]}, "\ud800": {"image/png": "x"},
        "e.png": {"image/png\" onload=\"alert(1)": "x"}, "f.png": {"image/png": "é"}}}
    (found,), _ = read_notebook(data(cell))
    assert found.attachments == {"a.png": {"image/png": "iVBORw0KGgo="}}
    (found,), _ = read_notebook(data({**cell, "cell_type": "code"}))
    assert found.attachments == {}
