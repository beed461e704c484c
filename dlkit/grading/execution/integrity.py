"""Has a submission changed what the tests rely on? Canaries, and a mark for every function that nobody has to replace.

Detected: functions, methods, built-ins and modules replaced, their code, defaults or what they call in their own module exchanged
(in Python, NumPy, PyTorch, dlkit, the runner, and in every module that a test imports), and a runner that cannot fail or cannot
return what it is asked for.

Not detected, because student code and tests share an interpreter: an answer that equals everything or reads and changes the test
that calls it, memory written through ctypes, a change that is made and taken back within a test, and a program that plays the
runner's part and knows this file. For exams, answers are computed in the sandbox and compared outside.
"""

import functools
import secrets

from dlkit.grading.execution.compiled import BUILTINS, compile_plain, modules_imported, with_constants

WATCHED = ("builtins", "math", "marshal", "base64", "traceback", "json", "json.encoder", "unittest",
           "dlkit.grading.sandbox.student", "dlkit.grading.sandbox.wire", "dlkit.grading.sandbox.outputs",
           "numpy", "numpy.testing", "numpy.testing._private.utils", "numpy.linalg", "numpy.random", "numpy._core.numeric", "numpy.core.numeric",
           "numpy._core.fromnumeric", "numpy.core.fromnumeric", "numpy._core._methods", "numpy.core._methods",
           "torch", "torch.testing", "torch.testing._comparison", "torch.nn.functional", "torch.functional")
HIDING = {name for name in WATCHED if name not in ("numpy", "torch")}  # these two hold names for others: old code puts np.float and np.int back
OTHERS = ("builtins.exit", "builtins.quit", "builtins.display", "builtins.get_ipython", "builtins._",  # come and go with IPython
          "builtins.print", "numpy.bool",  # what rich replaces, and what old code puts back
          "torch.manual_seed", "torch.Storage")  # what PyTorch itself replaces when its compiler is loaded

MARKS = """
def _dlkit_parts(values, top, function=type(lambda: 0), callable=callable, isinstance=isinstance, type=type, vars=vars, map=map, id=id, property=property, classmethod=classmethod):
    classes = [value for value in values if isinstance(value, type) and value.__module__.partition(".")[0] == top]
    values = values + [held for each in classes for key, held in vars(each).items() if (top == "dlkit" or key[:2] == "__") and (callable(held) or type(held) in (property, classmethod))]
    functions = [value._implementation if type(value).__name__ == "_ArrayFunctionDispatcher" else value for value in values]
    functions = [value for value in functions if type(value) is function]
    functions += [value.__wrapped__ for value in functions if "__wrapped__" in value.__dict__ and type(value.__wrapped__) is function]
    return (*map(id, values), *[id(part) for each in functions for part in (each, each.__code__, each.__defaults__, each.__kwdefaults__)])


def _dlkit_marks(names, skip, each, parts=_dlkit_parts, hash=hash, callable=callable, vars=vars, sorted=sorted, set=set, list=list):
    import sys
    found, skip = {}, {name.rpartition(".")[::2] for name in skip}
    for name in sorted(set(names) | {name for name in sys.modules if name.startswith("dlkit.")}):
        if (module := sys.modules.get(name)) is None:
            continue
        held = {key: value for key, value in vars(module).items() if callable(value) and (name, key) not in skip}
        if name == "dlkit.grading.sandbox.student":
            held |= vars(module)["OPERATIONS"]
        top = name.partition(".")[0]
        found[name + ":"] = hash(parts(list(held.values()), top))
        if each:
            found |= {name + "." + key: hash(parts([value], top)) for key, value in held.items()}
    return found
"""
_SALT = 0x5A17  # stands in the compiled code for the salt, which is new each time


def watched(cells):
    """The modules whose functions are marked, given a job's cells: the usual, and those that tests import."""
    tests = [cell["source"] for cell in cells if cell["kind"] == "test"]
    imported = dict.fromkeys((*WATCHED, *modules_imported(tests)))
    without = "torch" if not any("torch" in source for source in tests) else "-"  # it has more functions than all the others together
    return tuple(name for name in imported if name.partition(".")[0] != without)


def fail_canary():
    """A test that must fail, and its message."""
    a, b, word = secrets.randbelow(900) + 100, secrets.randbelow(900) + 1100, secrets.token_hex(8)
    return compile_plain(f'assert {a} == {b}, "{word}"\n'), word


def value_canary():
    """A test that must return a value, and that value as it shows itself."""
    word = secrets.token_hex(8)
    return compile_plain(f'"{word}"[::-1]\n'), repr(word[::-1])


def whole(names):
    """A test whose value is every function's mark, for `read`."""
    return _template(names, False)


def digest(names):
    """A test whose value is one number for all of the marks, and a function that says from the marks what it has to be.

    The number is salted: what was answered before is no answer now.
    """
    salt = secrets.randbits(60)
    return with_constants(_template(names, True), {_SALT: salt}), lambda marks: repr(str(hash((salt, *[mark for name, mark in marks.items() if name.endswith(":")]))))


@functools.lru_cache(8)
def _template(names, salted):
    marks = f"_dlkit_marks({names!r}, {OTHERS!r}, {not salted})"
    value = f"str(hash(({_SALT}, *{marks}.values())))" if salted else f"' '.join(f'{{name}}={{mark}}' for name, mark in {marks}.items())"
    return compile_plain(f"{MARKS}\n{value}\n")


def read(text):
    """The marks in the value of `whole`: of modules, {"numpy:": …}, and of what is in them, {"numpy.sum": …}. Raises ValueError for anything else."""
    if not isinstance(text, str):
        raise ValueError("no marks")
    pairs = (pair.partition("=") for pair in text.strip("'").split(" "))
    return {name: int(mark) for name, _, mark in pairs}


def difference(before, after):
    """The functions that were replaced or removed since, and those that were added where they hide a built-in from a module's own functions."""
    replaced = [name for name, mark in before.items() if after.get(name) != mark and not name.endswith(":")]
    for name in after.keys() - before.keys():
        module, _, function = name.rpartition(".")
        if function in BUILTINS and module in HIDING and f"{module}:" in before:
            replaced.append(name)
    return replaced
