"""What the walks over wrong input share: a call that works, and for each argument what it must refuse, and how.

    Call("two_moons", data.two_moons, {"n": 5, "rng": 0}, {"n": COUNT, "noise": AT_LEAST_0})

A refusal is a TypeError or a ValueError of ours, whose message has the name, what came, and what was wanted.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pytest

NAN, INF = float("nan"), float("inf")
COUNT = (0, -1, 2.5, "3", None, NAN)
AT_LEAST_0 = (-1, NAN, INF, "0.1", None, 1j)
ABOVE_0 = (0, *AT_LEAST_0)
SHARE = (-0.1, 1.1, NAN, "0.5", None)
CHOICE = ("no such", 3)
SEED = (-1, 1.5, "seed")
REQUIRED_SEED = (*SEED, None)
NO_ARRAY = (None, 3.0, "text")

WANTED = re.compile(r"must|want|take|need|at least|at most|know|are in 0|xpected|belong|lie in|is one|pass |one of|convert|must fit|"
                    r"are integers|have \d classes|have the classes|does not broadcast to|not negative|"
                    r"no finite real number", re.IGNORECASE)
FOREIGN = re.compile(r"broadcast together|could not be broadcast|NoneType' object|has no attribute|not supported between|"
                     r"^ufunc|unsupported operand|object of type .* has no len|bad operand|missing \d+ required|out of bounds")


@dataclass(frozen=True)
class Change:
    """A wrong value made of the right one."""

    name: str
    of: Callable

    def __repr__(self):
        return self.name


def _with_first(number):
    def changed(array):
        array = array.copy()
        array.flat[0] = number
        return array

    return changed


A_LIST = Change("a list", lambda array: array.tolist())
STRINGS = Change("strings", lambda array: array.astype(str))
OBJECTS = Change("objects", lambda array: array.astype(object))
COMPLEX = Change("complex", lambda array: array.astype(complex))
INTEGERS = Change("integers", lambda array: array.astype(np.int64))
FLOATS = Change("floats", lambda array: array.astype(np.float32))
FLOAT64 = Change("float64", lambda array: array.astype(np.float64))
DEEPER = Change("one axis more", lambda array: array[..., None])
FLAT = Change("one axis less", lambda array: array[0])
SHORTER = Change("a row less", lambda array: array[:-1])
NARROWER = Change("a column less", lambda array: array[:, :-1])
EMPTY = Change("no row", lambda array: array[:0])
WITH_NAN = Change("a nan", _with_first(np.nan))
WITH_INF = Change("an inf", _with_first(np.inf))
DTYPES = (A_LIST, STRINGS, OBJECTS, COMPLEX)


def with_value(number):
    return Change(f"a {number:g}", _with_first(number))


@dataclass(frozen=True)
class Call:
    """`function(**good)` works; each value of `bad[argument]` in place of the good one must be refused by `name`.


    """

    name: str
    function: Callable
    good: Mapping
    bad: Mapping
    names_argument: bool = True  # whether a wrong number must be named by its argument

    def __str__(self):
        return self.name


def walk(calls):
    """(call, argument, wrong value) of a table, for pytest.mark.parametrize, with readable ids."""
    return [pytest.param(call, argument, value, id=f"{call}-{argument}-{_short(value)}")
            for call in calls for argument, values in call.bad.items() for value in values]


def assert_works(call):
    call.function(**_fresh(call.good))


def assert_refused(call, argument, value):
    """The call with this wrong value ends with a message that names it, what came, and what was wanted."""
    good = _fresh(call.good)
    wrong = value.of(good[argument]) if isinstance(value, Change) else value
    try:
        call.function(**(good | {argument: wrong}))
    except Exception as error:
        _assert_says(error, call.name, wrong, argument, is_data=hasattr(good.get(argument), "shape") or not call.names_argument)
    else:
        raise AssertionError(f"{call.name} took {argument} = {_short(value)} without a word")


def _assert_says(error, name, wrong, argument, is_data):
    message = f"{type(error).__name__}: {error}"
    assert isinstance(error, (TypeError, ValueError)) and not isinstance(error, (LookupError, AttributeError)), message
    assert name in str(error), f"{message}\ndoes not name {name}"
    assert WANTED.search(str(error)), f"{message}\ndoes not say what was wanted"
    assert not FOREIGN.search(str(error)), f"{message}\nis not ours"
    assert any(token in str(error) for token in came(wrong)) or re.search(rf"\b{_length(wrong)}\b", str(error)), (
        f"{message}\ndoes not say what came, such as {', '.join(sorted(came(wrong)))}")
    if not is_data and (wrong is None or isinstance(wrong, (int, float, str))):
        assert argument in str(error), f"{message}\ndoes not name the argument {argument}"


def came(value):
    """What may stand in a message for a value: its repr, type, shape, dtype, or what is wrong with its entries."""
    words = {type(value).__name__}
    if hasattr(value, "shape") and not isinstance(value, type):
        words |= {str(tuple(value.shape)), str(value.dtype), str(value.dtype).replace("torch.", "")}
        entries = np.asarray(value)
        if entries.dtype.kind in "fiu" and entries.size:
            finite = np.isfinite(entries).all()
            words.add("sum to")
            words |= {f"{entries.min():g}", f"{entries.max():g}"} if finite else {"nan", "NaN", "inf", "not finite"}
        return words
    words |= {repr(value), str(value)}
    if isinstance(value, (tuple, list, dict)):
        words |= {type(part).__name__ for part in value} | {repr(part) for part in value} if value else {"got no"}
        words |= {f"{part:g}" for part in value if isinstance(part, (int, float))} | {"sum to"}
        words |= {token for part in value if hasattr(part, "shape") for token in (str(tuple(part.shape)), f"got {len(part) if part.ndim else ()}")}
    if isinstance(value, (int, float)):
        words.add(f"{value:g}")
    if type(value).__module__.startswith("dlkit") or type(value).__module__.startswith("torch"):
        words |= {"another", "none of the model's"}  # it is right in itself, but does not belong here
    return words - {""}


def _length(value):
    return len(value) if hasattr(value, "__len__") else "no length"


def _fresh(good):
    """The good arguments, made anew where they are made by a function: an optimizer, a model."""
    return {name: value.make() if isinstance(value, Made) else value for name, value in good.items()}


@dataclass(frozen=True)
class Made:
    """A good argument that a call uses up or changes, and so is made for every call."""

    make: Callable


def _short(value):
    if isinstance(value, np.ndarray):
        return f"array{value.shape}{value.dtype}"
    return re.sub(r" at 0x\w+|\s+", "", repr(value))[:40]
