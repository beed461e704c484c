"""An instructor's test cell, compiled outside the sandbox, so that nothing a student changed in IPython changes the test.

Code objects go to the sandbox through marshal, which needs the same Python on both sides: the sandbox runs this one.
"""

import ast
import base64
import builtins
import itertools
import marshal
import threading

from IPython.core.inputtransformer2 import TransformerManager

TEST = "<test>"
BUILTINS = {name for name in dir(builtins) if not name.startswith("_")}
_PARSING = threading.RLock()  # before 3.11.8, Python counts the depth of two threads' trees in one number, and raises SystemError: gh-106905


def compile_test(source, own_names=frozenset(BUILTINS)):
    """The message that runs a test: its code, its value's code, and the built-in names it means. Its source stays outside.

    A built-in that the course itself does not redefine (`own_names` are the names it does) is taken from Python, whatever
    a student's cell has called `abs` or `all`. Raises SyntaxError: the fault is the instructor's.
    """
    blank = len(list(itertools.takewhile(lambda line: not line.strip(), source.splitlines())))  # lines that IPython leaves out
    tree = _parse("\n" * blank + TransformerManager().transform_cell(source))
    return _message(*_codes(tree, own_names, source.rstrip().endswith(";")))


def compile_plain(source):
    """The message that runs a test of the grader's own, which is plain Python and means every built-in as it is."""
    return _message(*_codes(_parse(source), (), False))


def with_constants(message, constants):
    """The message of a test with other numbers in the place of some of the constants of its value."""
    body, value = marshal.loads(base64.b64decode(message["code"]))
    value = value.replace(co_consts=tuple(constants.get(each, each) if type(each) is int else each for each in value.co_consts))
    return _message((body, value), message["builtins"])


def _parse(source):
    with _PARSING:
        return ast.parse(source, TEST)


def _message(code, meant):
    return {"code": base64.b64encode(marshal.dumps(code)).decode("ascii"), "builtins": meant}


def _codes(tree, own_names, silent):
    """The code of the statements and of the value, if there is one, and {the name that stands in the code: the built-in that it means}."""
    meant = sorted({node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id in BUILTINS} - set(own_names))
    aliases = {name: f"__builtin_{name}" for name in meant}
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id in aliases:
            node.id = aliases[node.id]
    value = None
    if tree.body and isinstance(tree.body[-1], ast.Expr) and not silent:
        value = ast.Expression(tree.body.pop().value)
    return (_code(tree, "exec"), value and _code(value, "eval")), {alias: name for name, alias in aliases.items()}


def _code(tree, mode):
    return compile(ast.fix_missing_locations(tree), TEST, mode, flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)


def names_defined(sources):
    """Every name that these cells bind anywhere; all built-ins where one of them imports with a star or cannot be read."""
    names = set()
    for source in sources:
        try:
            tree = _parse(TransformerManager().transform_cell(source))
        except SyntaxError:
            return frozenset(BUILTINS)
        for node in ast.walk(tree):
            if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
                names.add(node.id)
            elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                names.add(node.name)
            elif isinstance(node, ast.arg):
                names.add(node.arg)
            elif isinstance(node, ast.alias):
                names.add((node.asname or node.name).split(".")[0])
    return frozenset(BUILTINS) if "*" in names else frozenset(names)


def modules_imported(sources):
    """The modules that these cells import, in order of appearance: what the warm process imports beforehand."""
    found = {}
    for source in sources:
        try:
            tree = _parse(TransformerManager().transform_cell(source))
        except SyntaxError:
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                found.update((alias.name, None) for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found[node.module] = None
    return list(found)
