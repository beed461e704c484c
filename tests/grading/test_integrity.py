import base64
import builtins
import marshal
import sys
import types

import pytest

from dlkit.grading.execution import integrity


def run(message):
    body, value = marshal.loads(base64.b64decode(message["code"]))
    names = {alias: getattr(builtins, name) for alias, name in message["builtins"].items()}
    exec(body, names)
    return repr(eval(value, names)) if value else None


@pytest.fixture
def module(monkeypatch):
    """A module that is watched."""
    module = types.ModuleType("watched_here")
    exec("def helper(x): return x\ndef compare(a, b=1): return helper(a) == b\nclass C:\n    def __eq__(self, other): return False\n"
         "def wrapped(): return 1\ndef outer(): return wrapped()\nouter.__wrapped__, kept = wrapped, [wrapped]\ndel wrapped\n"
         "class _ArrayFunctionDispatcher:\n    def __init__(self, held): self._implementation = held\n    def __call__(self): return self._implementation()\n"
         "dispatched = _ArrayFunctionDispatcher(lambda: 1)", vars(module))
    module.C.__module__ = "watched_here"
    monkeypatch.setitem(sys.modules, "watched_here", module)
    return module


def marks():
    return integrity.read(run(integrity.whole(("watched_here",))))


def changed(before):
    return integrity.difference(before, marks())


def test_the_canaries_do_what_they_must():
    message, word = integrity.fail_canary()
    with pytest.raises(AssertionError, match=word):
        run(message)
    message, value = integrity.value_canary()
    assert run(message) == value and integrity.value_canary()[1] != value


def test_the_digest_is_that_of_the_marks_and_new_each_time(module):
    known = marks()
    (first, wanted), (second, other) = integrity.digest(("watched_here",)), integrity.digest(("watched_here",))
    assert run(first) == wanted(known) and run(second) == other(known) and run(first) != run(second)


@pytest.mark.parametrize("change", [
    "compare = lambda *a: True", "compare.__code__ = (lambda a, b: True).__code__", "compare.__defaults__ = (5,)", "compare.__kwdefaults__ = {'c': 1}",
    "helper = lambda x: 1", "C.__eq__ = lambda *a: True", "C.__lt__ = lambda *a: True", "C = object", "del compare",
    "outer.__wrapped__.__code__ = (lambda: 2).__code__", "dispatched._implementation.__code__ = (lambda: 2).__code__",
])
def test_what_is_replaced_is_noticed(module, change):
    before = marks()
    exec(change, vars(module))
    test, wanted = integrity.digest(("watched_here",))
    assert changed(before) and run(test) != wanted(before)


def test_what_is_added_or_taken_back_is_nobodys_fault(module):
    before, old = marks(), module.compare
    module.new, module.number, module.compare = lambda: 1, 3, old
    assert not changed(before)


def test_a_module_exchanged_is_noticed(module, monkeypatch):
    before = marks()
    monkeypatch.setitem(sys.modules, "watched_here", types.ModuleType("watched_here"))
    assert changed(before)


def test_a_built_in_hidden_from_a_modules_own_functions_is_noticed():
    before = {"numpy._core.numeric:": 1, "numpy:": 2}
    assert integrity.difference(before, before | {"numpy._core.numeric.all": 3}) == ["numpy._core.numeric.all"]
    assert not integrity.difference(before, before | {"numpy.float": 3, "numpy._core.numeric.mine": 4, "unittest.abs": 5})


@pytest.mark.parametrize("text", [None, 3, [], "x", "x=", "a=b", "=1=2"])
def test_what_is_no_marks_is_a_value_error(text):
    with pytest.raises(ValueError):
        integrity.read(text)


def test_torch_is_looked_at_only_where_a_test_speaks_of_it():
    cells = [{"kind": "test", "source": "import scipy.special"}, {"kind": "cell", "source": "import torch"}]
    assert "scipy.special" in integrity.watched(cells) and not any(name.startswith("torch") for name in integrity.watched(cells))
    assert "torch" in integrity.watched([*cells, {"kind": "test", "source": "torch.zeros(1)"}])
