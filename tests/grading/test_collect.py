import base64
import json

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbgrader.utils import determine_grade

from dlkit.grading.collection.collect import Unbelievable, cell_result, stopped_result

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


def test_lone_surrogates_can_be_written_to_a_file():
    json.dumps(cell_result(CELL, reply(error=["E", "\udfff"])), ensure_ascii=False).encode()


def test_a_cell_that_was_stopped_has_no_points():
    assert graded(stopped_result("Timeout", "too long")) == 0
