"""Docstrings and source code as the Markdown that a page is made of.

A docstring of dlkit is plain text: nothing in it is markup but `code`, an indented block (an example, or a formula set off),
and a list of arguments whose text goes on indented:

    device: "auto" (CUDA, MPS or CPU), "cpu", or None, where the parameters are.
        Model and optimizer move there.
"""

import ast
import inspect
import re
import string
import textwrap

COLUMNS = r"([\w.`]+) {2,}(\S.*)"
COLON = r"([\w.`]+): (\S.*)"
FENCE = "`" * 3


def escaped(text):
    """`text` so that Markdown shows every character of it; `code` and a quoted "word" become code."""
    special = f"([{re.escape(string.punctuation)}])"
    parts = re.split(r'`([^`]+)`|("[^"`\s]+")', text)  # text, code or None, word or None, text, …
    plain = [re.sub(special, r"\\\1", part) for part in parts[::3]]
    code = [f"`{code or word}`" for code, word in zip(parts[1::3], parts[2::3])]
    return plain[0] + "".join(map("".join, zip(code, plain[1:])))


def is_python(text):
    try:
        ast.parse(text)
    except SyntaxError:
        return False
    return True


def pieces(lines, width):
    """[[name, text]] of a block's arguments, [None, text] of its paragraphs; `width` is what its author wraps at.

    A paragraph ends with a line that ends a sentence and has room left for the next word.
    """
    hanging = [line.startswith("  ") for line in lines]
    is_list = any(hanging) and all(hangs or re.fullmatch(COLON, line) for line, hangs in zip(lines, hanging))
    found = []
    for line, hangs, before in zip(lines, hanging, ["", *lines]):
        ended = before.endswith(".") and len(before) + 1 + len(line.split()[0]) <= width
        if match := re.fullmatch(COLON if is_list else COLUMNS, line):  # `name: text` may be prose, `name   text` is not
            found.append([*match.groups()])
        elif found and (hangs or (found[-1][0] is None and not ended)):
            found[-1][1] += " " + line.strip()
        else:
            found.append([None, line.strip()])
    return found


def markdown(docstring):
    """`docstring`, its indentation cleaned, as Markdown."""
    blocks, width = [], max(map(len, docstring.splitlines()), default=0)
    for block in filter(None, re.split(r"\n\s*\n", docstring)):
        lines = block.splitlines()
        if all(line.startswith("    ") for line in lines):
            code = textwrap.dedent(block)
            blocks.append(f"{FENCE}{'python' if is_python(code) else 'text'}\n{code}\n{FENCE}")
        else:
            blocks += [f"`{name.strip('`')}`\n: {escaped(text)}" if name else escaped(text) for name, text in pieces(lines, width)]
    return "\n\n".join(blocks)


def source(thing):
    """The source code of a class or function without its docstring."""
    code = textwrap.dedent(inspect.getsource(thing))
    definition = ast.parse(code).body[0]
    first = definition.body[0]
    if not ast.get_docstring(definition) or len(definition.body) == 1:
        return code.rstrip()
    lines = code.splitlines()
    return "\n".join([*lines[: first.lineno - 1], *lines[first.end_lineno :]]).rstrip().replace(":\n\n", ":\n", 1)
