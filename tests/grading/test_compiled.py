import base64
import builtins
import gc
import marshal
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from dlkit.grading.execution.compiled import (
    compile_plain,
    compile_test,
    modules_imported,
    names_defined,
    with_constants,
)


def run(message, **names):
    """What a compiled test does: (its names afterwards, its value)."""
    body, value = marshal.loads(base64.b64decode(message["code"]))
    names |= {alias: getattr(builtins, name) for alias, name in message["builtins"].items()}
    exec(body, names)
    return names, eval(value, names) if value else None


@pytest.mark.parametrize("source, value", [("1 + 1", 2), ("x = 3\nx", 3), ("x = 3\nx;", None), ("x = 3", None), ("", None), ("# nothing", None), ("if True:\n    5", None)])
def test_the_value_of_a_test_is_that_of_its_last_expression(source, value):
    assert run(compile_test(source))[1] == value


@pytest.mark.parametrize("source, line", [("x = 1\nassert x == 2", 2), ("\n\nx = 1\nassert x == 2", 4), ("\n  \n\nassert False", 4), ("\nx = (1,\n  2)\n\nassert not x\n", 5)])
def test_an_error_has_the_number_of_the_line_in_the_notebook(source, line):
    with pytest.raises(AssertionError) as failure:
        run(compile_test(source))
    assert failure.traceback[-1].lineno + 1 == line


def test_a_built_in_is_pythons_whatever_the_student_calls_it():
    assert run(compile_test("abs(-3) + len([1])", ()), abs=lambda x: 0, len=lambda x: 50)[1] == 4


def test_a_name_that_the_course_defines_is_the_courses():
    assert run(compile_test("abs(-3)", {"abs"}), abs=lambda x: "ours")[1] == "ours"


def test_magics_and_shell_commands_of_an_instructors_test_are_understood():
    assert "get_ipython" in run(compile_test("%time x = 1\n"), get_ipython=lambda: type("S", (), {"run_line_magic": lambda *a: None})())[0]


def test_line_numbers_are_those_of_the_cell():
    body, _ = marshal.loads(base64.b64decode(compile_test("x = 1\n\nassert False, 'm'\n")["code"]))
    assert 3 in {line for *_, line in body.co_lines()}


def test_the_source_does_not_go_with_the_code():
    assert set(compile_test("x = 1  # secret")) == {"code", "builtins"}


def test_a_test_that_is_not_python_is_the_instructors_fault():
    with pytest.raises(SyntaxError):
        compile_test("def (")


def test_a_constant_of_the_value_can_be_exchanged():
    assert run(with_constants(compile_plain("x = 77\n(x, 77)"), {77: 5}))[1] == (77, 5)


@pytest.mark.parametrize("source, names", [
    ("x = 1\nfor y in []: pass", {"x", "y"}), ("def f(a): b = 1", {"f", "a", "b"}), ("import a.b, c as d", {"a", "d"}), ("with o as w: pass", {"w"}),
    ("class C: pass", {"C"}), ("[z for z in []]", {"z"}), ("(q := 1)", {"q"}),
])
def test_every_name_that_a_cell_binds_is_found(source, names):
    assert names <= names_defined([source])


@pytest.mark.parametrize("source", ["from numpy import *", "def ("])
def test_where_names_cannot_be_known_no_built_in_is_taken_for_pythons(source):
    assert {"abs", "sum"} <= names_defined([source])


def test_modules_are_found_in_their_order():
    assert modules_imported(["import b, a.c", "from d.e import f\nfrom . import g", "def ("]) == ["b", "a.c", "d.e"]


@pytest.fixture
def impatient():
    """Threads take turns in the middle of everything: often, and whenever garbage is collected."""
    def take_time(*_):
        sum(range(50))

    before, often = sys.getswitchinterval(), gc.get_threshold()
    sys.setswitchinterval(1e-6)
    gc.set_threshold(50)
    gc.callbacks.append(take_time)
    yield
    gc.callbacks.remove(take_time)
    gc.set_threshold(*often)
    sys.setswitchinterval(before)


def test_threads_that_compile_at_the_same_time_do_not_hinder_each_other(impatient):
    source = "\n".join(f"x{i} = f(a + b * (c - {i}), [1, 2, {{3: 4}}])" for i in range(100))
    with ThreadPoolExecutor(4) as pool:
        jobs = [pool.submit(compile, source) for compile in [compile_plain] * 60 + [compile_test] * 10]
        assert [str(error) for job in jobs if (error := job.exception())] == []
