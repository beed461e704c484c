import base64
import json

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbgrader.utils import determine_grade

from dlkit.grading.collection.collect import cell_result, stopped_result
from dlkit.grading.collection.outputs import Unbelievable

CELL = {"name": "t", "kind": "test", "points": 2, "source": "x = 1\n### BEGIN HIDDEN TESTS\nassert secret(x)\n### END HIDDEN TESTS\n"}
PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)
MAD = st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()) | st.sampled_from(["stream", "error", "display_data", "execute_result", "nan", "image/png", 10**400]),
                   lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text() | st.sampled_from(["output_type", "text", "name", "data", "ename", "evalue", "traceback"]), inner, max_size=5), max_leaves=15)
OUTPUT = st.fixed_dictionaries({"output_type": st.sampled_from(["stream", "error", "display_data", "execute_result"])},
                               optional={key: MAD for key in ("text", "name", "data", "ename", "evalue", "traceback")})
REPLY = st.fixed_dictionaries({"outputs": st.lists(OUTPUT | MAD, max_size=4), "error": st.none() | st.lists(MAD | st.text(), max_size=3)},
                              optional={key: MAD for key in ("value", "left_out", "seconds", "frames")})


def reply(**more):
    return {"outputs": [], "error": None, "value": None, "left_out": 0, "seconds": 0.1, **more}


def graded(result, points=2):
    cell = nbformat.v4.new_code_cell(metadata={"nbgrader": {"grade": True, "solution": False, "grade_id": "t", "points": points}})
    cell.outputs = [nbformat.from_dict(output) for output in result["outputs"]]
    nbformat.validate(nbformat.v4.new_notebook(cells=[cell]))
    return determine_grade(cell)[0]


@given(REPLY, st.sampled_from(["test", "cell"]))
def test_no_reply_however_mad_gives_anything_but_outputs_or_unbelievable(mad, kind):
    try:
        result = cell_result({**CELL, "kind": kind}, mad)
    except Unbelievable:
        return
    json.dumps(result, ensure_ascii=False).encode()
    assert 0 <= graded(result) <= 2


@pytest.mark.parametrize("value, points", [(None, 2), ("1.0", 1), ("99", 2), ("-1", 0), ("nan", 0), ("inf", 2), ("'text'", 2), ("True", 2)])
def test_a_tests_value_counts_as_nbgrader_counts_it_but_never_too_much(value, points):
    assert graded(cell_result(CELL, reply(value=value))) == points


def test_what_an_answer_shows_does_not_count_as_the_tests_value():
    shown = {"output_type": "execute_result", "data": {"text/plain": "2.0"}, "metadata": {}}
    assert graded(cell_result(CELL, reply(outputs=[shown], error=["AssertionError", ""]))) == 0


def test_a_warning_on_standard_error_costs_nothing():
    assert graded(cell_result(CELL, reply(outputs=[{"output_type": "stream", "name": "stderr", "text": "careful"}]))) == 2


def test_the_lines_of_hidden_tests_are_not_in_the_traceback():
    result = cell_result(CELL, reply(error=["NameError", "no"], frames=[["<test>", 3, "<module>", ""], ["<answer>", 1, "f", "return y"]]))
    assert "secret" not in json.dumps(result) and "return y" in json.dumps(result) and "hidden" in json.dumps(result)


def shown(mime, value):
    return json.dumps(cell_result({**CELL, "kind": "cell"}, reply(outputs=[{"output_type": "display_data", "data": {mime: value}}]))["outputs"])


@pytest.mark.parametrize("mime", ["text/html", "application/javascript", "image/svg+xml", "text/markdown", "application/x"])
def test_nothing_that_runs_in_a_browser_is_shown(mime):
    assert shown(mime, "<script>evil()</script>") == "[]"


def test_an_image_is_an_image_and_nothing_else():
    good = base64.b64encode(PNG).decode()
    assert good in shown("image/png", good) and good in shown("image/png", good + "\n")
    assert "script" not in shown("image/png", good + '"><script>')
    assert shown("image/png", base64.b64encode(b"<svg>").decode()) == "[]"


def test_an_image_is_written_anew_and_a_drawing_that_could_run_a_script_is_none():
    good = base64.b64encode(PNG).decode()
    assert "><" not in shown("image/png", good[:20] + '"><' + good[20:])
    assert shown("image/svg+xml", base64.b64encode(b"<svg onload='evil()'/>").decode()) == "[]"


def test_what_a_cell_gives_is_cut_to_a_size_and_only_what_notebooks_have_is_kept():
    stream = {"output_type": "stream", "name": "<b>", "text": "x" * 400_000, "more": 1}
    error = {"output_type": "error", "ename": "E" * 300, "evalue": "v", "traceback": ["line"] * 500}
    display = {"output_type": "display_data", "data": {"text/plain": "p"}, "metadata": {"image/png": {"width": '"><script>'}}}
    found = cell_result({**CELL, "kind": "cell"}, reply(outputs=[stream, error, display] + [display] * 3000, error=["E", "v" * 30_000]))
    assert found["outputs"][0] == {"output_type": "stream", "name": "stdout", "text": "x" * 300_000}
    assert (len(found["outputs"][1]["ename"]), len(found["outputs"][1]["traceback"])) == (200, 200)
    assert found["outputs"][2] == {"output_type": "display_data", "data": {"text/plain": "p"}, "metadata": {}}
    assert len(found["outputs"]) == 2000 and found["error"] == ["E", "v" * 20_000]


def test_an_error_that_an_answer_shows_during_a_test_is_not_the_tests():
    shows = {"output_type": "error", "ename": "E", "evalue": "", "traceback": []}
    assert graded(cell_result(CELL, reply(outputs=[shows]))) == 2


@pytest.mark.parametrize(("left_out", "said"), [(7, True), (0, False), (-1, False), ("7", False), (2**70, False), (1.5, False)])
def test_how_much_was_left_out_is_said_where_it_is_a_number(left_out, said):
    found = cell_result({**CELL, "kind": "cell"}, reply(outputs=[{"output_type": "stream", "name": "stdout", "text": "x"}], left_out=left_out))
    assert [output["text"] for output in found["outputs"]] == [*["[7 characters of output were left out]\n"] * said, "x"]


@pytest.mark.parametrize(("seconds", "kept"), [(1.5, 1.5), (-1, 0.0), (2**70, 0.0), ("3", 0.0), (None, 0.0), (float("nan"), 0.0)])
def test_how_long_a_cell_took_is_a_number(seconds, kept):
    assert cell_result(CELL, reply(seconds=seconds))["seconds"] == kept


def test_an_error_is_shown_once_whether_or_not_the_cell_has_shown_it():
    shows = {"output_type": "error", "ename": "E", "evalue": "m", "traceback": ["E: m"]}
    for outputs in ([], [shows]):
        found = cell_result({**CELL, "kind": "cell"}, reply(outputs=outputs, error=["E", "m"]))["outputs"]
        assert [(output["ename"], output["evalue"]) for output in found] == [("E", "m")]


def test_lone_surrogates_can_be_written_to_a_file():
    json.dumps(cell_result(CELL, reply(error=["E", "\udfff"])), ensure_ascii=False).encode()


def test_a_cell_that_was_stopped_has_no_points():
    assert graded(stopped_result("Timeout", "too long")) == 0
